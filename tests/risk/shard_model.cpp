#include "tests/risk/shard_model.hpp"
#include <algorithm>

namespace snug::risk {

namespace {

using transport::subscription;

constexpr std::size_t outbox_room = 5;
constexpr std::uint64_t page_size = 3;

const room_rows& part_of(const snapshot& rows, int room) {
  return rows->rooms[static_cast<std::size_t>(room)];
}

} // namespace

// --- the network's side
// ---------------------------------------------------------------------------------------------

address shard_model::open(int session) {
  address peer;
  peer.shard = number_;
  peer.slot = ++last_slot_;
  peer.generation = 1;
  connections_[peer.slot].session = session;
  auto& home = shard_of_session(session);
  home.post([session, peer](shard_model& shard) { shard.claim(session, peer); });
  return peer;
}

connection_model* shard_model::find(const address& peer) {
  const auto found = connections_.find(peer.slot);
  return found == connections_.end() ? nullptr : &found->second;
}

void shard_model::send(const address& peer, command command) {
  command.from = {peer.node, peer.shard, peer.slot, peer.generation, command.from.ref};
  if (auto* connection = find(peer)) connection->incoming.push_back(std::move(command));
}

std::optional<frame> shard_model::take_frame(const address& peer) {
  auto* connection = find(peer);
  if (!connection || connection->outbox.empty()) return std::nullopt;
  auto first = std::move(connection->outbox.front());
  connection->outbox.pop_front();
  if (connection->outbox.empty())
    for (auto& [room, sub] : connection->subscriptions)
      (void)sub.outbox_drained();
  return first;
}

void shard_model::close(const address& peer) {
  const auto found = connections_.find(peer.slot);
  if (found == connections_.end()) return;
  for (const auto room : found->second.rooms)
    home_of(room).post([room, peer](shard_model& shard) {
      shard.to_room(room, [peer](room_model& awake) { awake.gone(peer); });
    });
  const auto session = found->second.session;
  connections_.erase(found);
  shard_of_session(session).post([session, peer](shard_model& shard) { shard.released(session, peer); });
}

// --- steps
// ----------------------------------------------------------------------------------------------------------

void shard_model::drain() {
  for (auto slice = 1 + around_.random.below(3); slice > 0 && !inbox_.empty(); --slice) {
    const auto item = std::move(inbox_.front());
    inbox_.pop_front();
    item(*this);
  }
}

void shard_model::read_a_command() {
  if (connections_.empty()) return;
  auto chosen = connections_.begin();
  std::advance(chosen, around_.random.below(connections_.size()));
  auto& connection = chosen->second;
  if (!connection.greeted || connection.joining != 0 || connection.incoming.empty()) return;
  const auto command = std::move(connection.incoming.front());
  connection.incoming.pop_front();
  handle(connection, command);
}

void shard_model::handle(connection_model& from, const command& command) {
  const auto room = command.room;
  switch (command.what) {
  case verb::join:
    from.joining = command.from.ref;
    from.rooms.insert(room);
    return look_up(command);
  case verb::leave:
    return home_of(room).post([room, command](shard_model& home) {
      home.to_room(room, [command](room_model& awake) { awake.leave(command); });
    });
  case verb::signal:
    return home_of(room).post([room, command](shard_model& home) {
      home.to_room(room, [command](room_model& awake) { awake.live(command); });
    });
  case verb::kick:
  case verb::ban:
    return home_of(room).post([room, command](shard_model& home) {
      if (home.around_.built_in == flaw::no_hold_if_absent && !home.places_.contains(room))
        return home.around_.journal.submit(command);
      home.to_room(room, [command](room_model& awake) { awake.take_away(command); });
    });
  case verb::say:
  case verb::add:
    around_.journal.submit(command);
    return;
  }
}

/// The first half of a join: what the rows say. A connection that is gone when the answer comes needs none.
void shard_model::look_up(const command& join) {
  auto& home = home_of(join.room);
  around_.reader.submit([this, &home, join](const snapshot& rows) {
    post([&home, join, rows](shard_model& here) {
      if (!here.find(join.from)) return;
      home.post([join, rows](shard_model& shard) {
        shard.to_room(join.room, [join, rows](room_model& awake) { awake.join(join, rows); });
      });
    });
  });
}

void shard_model::ask_for_a_page() {
  for (auto& [slot, connection] : connections_)
    for (auto& [room, sub] : connection.subscriptions)
      if (sub.wants_page() && around_.random.one_in(2)) read_page({0, number_, slot, 1, 0}, room, sub);
}

void shard_model::run_a_room() {
  for (auto& [number, place] : places_) {
    if (!place.awake || place.mailbox.empty() || !around_.random.one_in(2)) continue;
    const auto item = std::move(place.mailbox.front());
    place.mailbox.pop_front();
    item(*place.awake);
  }
}

void shard_model::put_rooms_to_sleep() {
  std::erase_if(places_, [&](const auto& entry) {
    const auto& place = entry.second;
    if (!place.awake) return false;
    if (around_.built_in == flaw::sleeps_in_flight) return place.awake->empty();
    return place.awake->at_rest() && place.mailbox.empty();
  });
}

// --- what the journal tells
// -----------------------------------------------------------------------------------------

void shard_model::told(const outcome& outcome) {
  const bool mine = outcome.answer.to.shard == number_;
  if (mine && around_.built_in != flaw::event_before_reply) put_reply(outcome.answer);
  put_events(outcome);
  if (mine && around_.built_in == flaw::event_before_reply) put_reply(outcome.answer);
  drained_ = std::max(drained_, outcome.commit);
  if (places_.contains(outcome.room))
    places_[outcome.room].mailbox.push_back([outcome](room_model& awake) { awake.seen(outcome); });
  const auto due =
      std::ranges::stable_partition(parked_, [&](const auto& page) { return page.as_of > drained_; });
  const std::vector<parked_page> pages(due.begin(), due.end());
  parked_.erase(due.begin(), due.end());
  for (const auto& page : pages)
    page.deliver(*this);
}

void shard_model::put_reply(const reply& answer) {
  auto* connection = find(answer.to);
  if (!connection) return;
  promise(connection->answered.insert(answer.to.ref).second, "a command was answered twice");
  connection->outbox.push_back({frame_kind::reply, 0, answer, {}, {}});
}

void shard_model::put_events(const outcome& outcome) {
  for (const auto& record : outcome.records)
    for (auto& [slot, connection] : connections_) {
      const auto found = connection.subscriptions.find(outcome.room);
      if (found == connection.subscriptions.end()) continue;
      if (found->second.offer(record) == subscription::verdict::deliver)
        (void)put_event(slot, connection, outcome.room, record);
    }
}

bool shard_model::put_event(std::uint32_t slot, connection_model& to, int room, const record_ptr& event) {
  if (to.outbox.size() >= outbox_room) {
    to.subscriptions.at(room).dropped(event->offset);
    return false;
  }
  const address peer{0, number_, slot, 1, 0};
  around_.watch.delivers(room, peer, event, part_of(around_.journal.read(), room));
  const auto& cause = around_.journal.cause_of(event->commit);
  promise(!cause.same_peer(peer) || to.answered.contains(cause.ref),
          "an event came before the reply of its command");
  to.outbox.push_back({frame_kind::event, room, {}, event, {}});
  return true;
}

// --- subscriptions
// --------------------------------------------------------------------------------------------------

subscription* shard_model::subscription_of(const address& peer, int room) {
  auto* connection = find(peer);
  if (!connection) return nullptr;
  const auto found = connection->subscriptions.find(room);
  return found == connection->subscriptions.end() ? nullptr : &found->second;
}

void shard_model::begin(const address& peer, int room, std::uint64_t from, std::uint64_t head,
                        std::uint64_t as_of) {
  auto* connection = find(peer);
  if (!connection) return;
  auto& sub = connection->subscriptions.insert_or_assign(room, subscription(from)).first->second;
  const bool nothing_missed = from == head && as_of >= drained_;
  (void)sub.begin(nothing_missed || around_.built_in == flaw::believes_nothing_missed);
}

void shard_model::read_page(const address& peer, int room, subscription& sub) {
  const auto number = ++last_read_;
  const auto after = sub.asked(number);
  around_.reader.submit([this, peer, room, number, after](const snapshot& rows) {
    post([peer, room, number, after, rows](shard_model& shard) {
      shard.page_arrived(peer, room, number, after, rows);
    });
  });
}

void shard_model::page_arrived(const address& peer, int room, std::uint32_t number, std::uint64_t after,
                               const snapshot& rows) {
  if (rows->commit > drained_ && around_.built_in != flaw::page_before_its_group) {
    // It knows of commits whose replies are still on their way here.
    parked_.push_back(
        {rows->commit, [=](shard_model& shard) { shard.page_arrived(peer, room, number, after, rows); }});
    return;
  }
  auto* sub = subscription_of(peer, room);
  if (!sub) return;
  const auto& log = part_of(rows, room).log;
  const auto last = std::min<std::uint64_t>(log.size(), after + page_size);
  std::vector<record_ptr> records;
  for (auto offset = after + 1; offset <= last; ++offset)
    records.push_back(log[offset - 1]);
  const auto progress = sub->page(number, std::move(records), last == log.size());
  promise(!progress.missed, "a gap was told where nothing was trimmed");
  for (const auto& record : progress.deliver)
    if (!put_event(peer.slot, *find(peer), room, record)) return;
}

void shard_model::put_signal(const signal& event) {
  for (auto& [slot, connection] : connections_) {
    const address peer{0, number_, slot, 1, 0};
    const auto found = connection.subscriptions.find(event.room);
    if (found == connection.subscriptions.end() || found->second.paused() || event.except.same_peer(peer))
      continue;
    promise(event.audience.contains(peer), "a signal reached somebody without the right to it");
    if (connection.outbox.size() < outbox_room)
      connection.outbox.push_back({frame_kind::signal, event.room, {}, {}, event});
  }
}

// --- what rooms reach
// -----------------------------------------------------------------------------------------------

void shard_model::answer(const reply& answer) {
  shard_of(answer.to).post([answer](shard_model& shard) {
    if (auto* connection = shard.find(answer.to); connection && connection->joining == answer.to.ref)
      connection->joining = 0;
    shard.put_reply(answer);
  });
}

void shard_model::subscribe(const address& peer, int room, std::uint64_t from, const snapshot& as_of) {
  const auto head = part_of(as_of, room).log.size();
  shard_of(peer).post(
      [=, commit = as_of->commit](shard_model& shard) { shard.begin(peer, room, from, head, commit); });
}

void shard_model::unsubscribe(const address& peer, int room, bool put_out) {
  shard_of(peer).post([=](shard_model& shard) {
    auto* connection = shard.find(peer);
    if (!connection) return;
    connection->subscriptions.erase(room);
    connection->rooms.erase(room);
    if (put_out) connection->outbox.push_back({frame_kind::put_out, room, {}, {}, {}});
  });
}

void shard_model::pause(const address& peer, int room) {
  shard_of(peer).post([=](shard_model& shard) {
    if (auto* sub = shard.subscription_of(peer, room)) sub->pause();
  });
}

void shard_model::lift(const address& peer, int room) {
  shard_of(peer).post([=](shard_model& shard) {
    if (auto* sub = shard.subscription_of(peer, room)) (void)sub->lift();
  });
}

void shard_model::post(const signal& event) {
  for (auto& shard : around_.shards)
    shard->post([event](shard_model& each) { each.put_signal(event); });
}

void shard_model::look_up_again(const command& join) {
  shard_of(join.from).post([join](shard_model& shard) {
    if (shard.find(join.from)) shard.look_up(join);
  });
}

void shard_model::submit(const command& command) { around_.journal.submit(command); }

// --- rooms and sessions
// ---------------------------------------------------------------------------------------------

shard_model& shard_model::home_of(int room) const {
  return *around_.shards[static_cast<std::size_t>(room) % around_.shards.size()];
}

shard_model& shard_model::shard_of_session(int session) const {
  return *around_.shards[static_cast<std::size_t>(session) % around_.shards.size()];
}

void shard_model::to_room(int room, mail item) {
  const auto [found, fresh] = places_.try_emplace(room);
  found->second.mailbox.push_back(std::move(item));
  if (!fresh) return;
  // From here on it is shown every commit; those the snapshot has as well are skipped by their offset.
  around_.reader.submit([this, room](const snapshot& rows) {
    post([room, rows](shard_model& shard) {
      shard.places_.at(room).awake =
          std::make_unique<room_model>(room, rows, shard.around_.built_in, shard, shard.around_.watch);
    });
  });
}

void shard_model::claim(int session, const address& peer) {
  auto& row = sessions_[session];
  row.waiting.push_back(peer);
  if (!row.current) return greet_next(row);
  shard_of(*row.current).post([old = *row.current](shard_model& shard) { shard.close(old); });
}

void shard_model::released(int session, const address& peer) {
  auto& row = sessions_[session];
  std::erase(row.waiting, peer);
  if (row.current != peer) return;
  row.current.reset();
  greet_next(row);
}

/// The last who claimed it gets it; whoever waited before is replaced like the first.
void shard_model::greet_next(session_row& row) {
  if (row.waiting.empty()) return;
  const auto next = row.waiting.front();
  row.waiting.pop_front();
  row.current = next;
  const bool replaced = !row.waiting.empty();
  shard_of(next).post([next, replaced](shard_model& shard) {
    if (replaced) return shard.close(next);
    if (auto* connection = shard.find(next)) {
      connection->greeted = true;
      connection->outbox.push_back({frame_kind::greeted, 0, {}, {}, {}});
    }
  });
}

// --- the end
// --------------------------------------------------------------------------------------------------------

bool shard_model::idle() const {
  const auto settled = [](const auto& entry) {
    const auto& connection = entry.second;
    return connection.incoming.empty() && connection.outbox.empty() && connection.joining == 0 &&
           std::ranges::all_of(connection.subscriptions,
                               [](const auto& each) { return !each.second.wants_page(); });
  };
  const auto resting = [](const auto& entry) { return entry.second.awake && entry.second.mailbox.empty(); };
  return inbox_.empty() && parked_.empty() && std::ranges::all_of(connections_, settled) &&
         std::ranges::all_of(places_, resting);
}

void shard_model::compare(const rows& truth) const {
  for (const auto& [number, place] : places_) {
    place.awake->compare(truth.rooms[static_cast<std::size_t>(number)]);
    for (const auto& [peer, user] : place.awake->here()) {
      const auto* sub = shard_of(peer).subscription_of(peer, number);
      promise(sub != nullptr, user + " is in a room and not subscribed to it");
      promise(sub->live(), user + " is in a room and hears nothing");
    }
  }
  for (const auto& [slot, connection] : connections_)
    for (const auto& [room, sub] : connection.subscriptions) {
      const auto& places = home_of(room).places_;
      const auto home = places.find(room);
      promise(home != places.end() && home->second.awake->here().contains({0, number_, slot, 1, 0}),
              "somebody is subscribed to a room they are not in");
    }
}

} // namespace snug::risk
