#include "tests/risk/client_model.hpp"
#include <algorithm>

namespace snug::risk {

void client_model::connect() {
  for (auto& [ref, sent] : unanswered_)
    if (durable(sent.what)) retries_.push_back(std::move(sent));
  unanswered_.clear();
  greeted_ = false;
  for (auto& [number, room] : rooms_)
    room.joined = room.asking = false;
  peer_ = around_.random.among(around_.shards)->open(session_);
}

std::optional<address> client_model::cut() { return std::exchange(peer_, std::nullopt); }

bool client_model::durable(verb what) {
  return what == verb::say || what == verb::kick || what == verb::ban || what == verb::add;
}

void client_model::send(command command) {
  command.user = user_;
  command.session = session_;
  command.from.ref = ++last_ref_;
  unanswered_[command.from.ref] = command;
  around_.shards[peer_->shard]->send(*peer_, std::move(command));
}

void client_model::join(int room) {
  auto& place = rooms_[room];
  place.wanted = place.asking = true;
  command join;
  join.what = verb::join;
  join.room = room;
  join.since = place.stands;
  send(std::move(join));
}

void client_model::send_something(const std::vector<std::string>& users) {
  if (!peer_ || !greeted_ || unanswered_.size() > 4) return;
  command command;
  command.room = static_cast<int>(around_.random.below(2));
  auto& place = rooms_[command.room];
  if (!place.joined && !place.asking && around_.random.one_in(2)) {
    if (around_.random.one_in(3)) place.stands.reset();
    return join(command.room);
  }
  static constexpr verb verbs[] = {verb::say, verb::say, verb::say,  verb::signal, verb::signal,
                                   verb::add, verb::ban, verb::kick, verb::kick,   verb::leave};
  command.what = around_.restless && place.joined ? verb::leave : around_.random.among(verbs);
  if (command.what == verb::leave) {
    if (!place.joined || place.asking) return;
    place.asking = true;
    place.wanted = false;
  }
  if (command.what == verb::signal) command.sequence = ++last_signal_;
  if (durable(command.what)) command.id = std::to_string(session_) + '-' + std::to_string(++last_id_);
  if (durable(command.what) && command.what != verb::say) command.target = around_.random.among(users);
  send(std::move(command));
}

void client_model::receive() {
  if (!peer_) return;
  const auto frame = around_.shards[peer_->shard]->take_frame(*peer_);
  if (!frame) return;
  switch (frame->kind) {
  case frame_kind::greeted:
    greeted_ = true;
    come_back();
    for (auto& again : std::exchange(retries_, {}))
      send(std::move(again));
    return;
  case frame_kind::reply:
    return on_reply(frame->answer);
  case frame_kind::event:
    return on_event(frame->room, *frame->event);
  case frame_kind::signal:
    return on_signal(frame->ephemeral);
  case frame_kind::put_out:
    rooms_[frame->room].joined = rooms_[frame->room].wanted = false;
    return;
  }
}

void client_model::come_back() {
  if (!peer_ || !greeted_) return;
  for (auto& [number, room] : rooms_)
    if (room.wanted && !room.joined && !room.asking) join(number);
}

void client_model::on_reply(const reply& answer) {
  const auto found = unanswered_.find(answer.to.ref);
  promise(found != unanswered_.end(), "a reply to a command that was not sent");
  const auto sent = std::move(found->second);
  unanswered_.erase(found);
  if (durable(sent.what)) return on_durable_reply(sent, answer);
  if (sent.what == verb::signal) return;
  auto& place = rooms_[sent.room];
  place.asking = false;
  place.joined = sent.what == verb::join && answer.code == outcome_code::ok;
  if (place.joined) place.stands = answer.offset;
  if (answer.code == outcome_code::forbidden) place.wanted = false;
}

void client_model::on_durable_reply(const command& sent, const reply& answer) {
  const auto& log = around_.journal.read()->rooms[static_cast<std::size_t>(sent.room)].log;
  if (answer.code == outcome_code::ok) {
    promise(answer.offset <= log.size() && log[answer.offset - 1]->id == sent.id &&
                log[answer.offset - 1]->user == user_,
            "a command was acknowledged and is not in the log");
    return;
  }
  promise(std::ranges::none_of(log, [&](const auto& record) { return record->id == sent.id; }),
          "a command was refused and is in the log");
  if (answer.code == outcome_code::storage_full && around_.random.one_in(2)) send(sent);
}

void client_model::on_event(int room, const model::record& event) {
  auto& place = rooms_[room];
  promise(place.joined, user_ + " got an event of a room they are not in");
  promise(event.offset == *place.stands + 1,
          user_ + " got event " + std::to_string(event.offset) + " after " + std::to_string(*place.stands));
  place.stands = event.offset;
  ++heard_;
}

void client_model::on_signal(const signal& event) {
  promise(rooms_[event.room].joined, user_ + " got a signal of a room they are not in");
  auto& last = signals_[{event.room, event.session}];
  promise(event.sequence > last, "signals of one sender came out of order");
  last = event.sequence;
}

bool client_model::idle() const {
  return peer_ && greeted_ && unanswered_.empty() && retries_.empty() &&
         std::ranges::none_of(rooms_,
                              [](const auto& each) { return each.second.wanted && !each.second.joined; });
}

void client_model::compare(const rows& truth) const {
  for (const auto& [number, room] : rooms_) {
    const auto head = truth.rooms[static_cast<std::size_t>(number)].log.size();
    promise(!room.joined || *room.stands == head, user_ + " misses events of room " + std::to_string(number) +
                                                      " from " + std::to_string(*room.stands));
  }
}

} // namespace snug::risk
