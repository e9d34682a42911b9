#include "tests/risk/room_model.hpp"

namespace snug::risk {

namespace {

model::permissions by_access(const model::identity&, const facets::room_facts& room,
                             const facets::standing& row) {
  return judged(row, room.access == model::access::public_room);
}

facets::room_facts facts_of(const room_rows& rows) {
  facets::room_facts facts;
  facts.access = rows.open ? model::access::public_room : model::access::members_only;
  return facts;
}

model::identity person(const std::string& user) {
  model::identity who;
  who.user = user;
  return who;
}

const room_rows& part_of(const snapshot& rows, int room) {
  return rows->rooms[static_cast<std::size_t>(room)];
}

} // namespace

room_model::room_model(int number, const snapshot& rows, flaw flaw, room_exits& out, witness& witness)
  : number_(number)
  , flaw_(flaw)
  , out_(out)
  , witness_(witness)
  , facts_(facts_of(part_of(rows, number)))
  , authority_(facts_, part_of(rows, number).log.size(), by_access)
  , head_(part_of(rows, number).log.size()) {}

void room_model::join(const command& join, const snapshot& read) {
  const auto& rows = part_of(read, number_);
  const std::uint64_t head = rows.log.size();
  if (authority_.held(join.user)) return out_.answer({join.from, outcome_code::unavailable});
  const auto believed = flaw_ == flaw::trusts_old_snapshots ? std::max(head_, head) : head;
  if (!authority_.learn(join.user, rows.standing_of(join.user), believed)) return out_.look_up_again(join);
  if (!authority_.may(person(join.user), model::permission::join)) {
    if (peers_of(join.user).empty()) authority_.forget(join.user);
    return out_.answer({join.from, outcome_code::forbidden});
  }
  here_[join.from] = join.user;
  witness_.came_in(number_, join.from, join.user, std::max(head_, head));
  const auto from = join.since.value_or(head);
  out_.answer({join.from, outcome_code::ok, from});
  out_.subscribe(join.from, number_, from, read);
}

void room_model::leave(const command& leave) {
  if (here_.contains(leave.from)) {
    remove(leave.from);
    out_.unsubscribe(leave.from, number_, false);
  }
  out_.answer({leave.from});
}

void room_model::gone(const address& peer) {
  if (here_.contains(peer)) remove(peer);
}

void room_model::live(const command& command) {
  if (!here_.contains(command.from) || !authority_.may(person(command.user), model::permission::signal))
    return out_.answer({command.from, outcome_code::forbidden});
  out_.answer({command.from});
  out_.post({number_, command.session, command.sequence, command.from, witness_.audience(number_)});
}

void room_model::take_away(command command) {
  // Who may not do it must not hold others; the journal answers them, a repeat with its first reply.
  if (authority_.may(person(command.user), model::permission::manage_members) && flaw_ != flaw::no_hold) {
    command.hold = out_.next_hold();
    authority_.hold(command.target, command.hold);
    witness_.held(number_, command.target, command.hold);
    for (const auto& peer : peers_of(command.target))
      out_.pause(peer, number_);
  }
  out_.submit(command);
}

void room_model::seen(const outcome& outcome) {
  for (const auto& record : outcome.records) {
    const auto user = authority_.seen(*record);
    head_ = std::max(head_, record->offset);
    const auto change = actors::member_change_of(*record);
    // What a newer snapshot of a join has said already counts: they may be in again.
    const bool goes = user && change->role && authority_.standing_of(*user)->role < model::role::viewer;
    if (goes && flaw_ != flaw::no_put_out) put_out(*user);
  }
  if (outcome.hold == 0) return;
  witness_.settled(outcome.hold);
  const auto freed = authority_.settle(outcome.hold);
  if (!freed) return;
  for (const auto& peer : peers_of(*freed))
    out_.lift(peer, number_);
}

void room_model::put_out(const std::string& user) {
  for (const auto& peer : peers_of(user)) {
    remove(peer);
    out_.unsubscribe(peer, number_, true);
  }
}

void room_model::remove(const address& peer) {
  const auto user = here_.at(peer);
  here_.erase(peer);
  witness_.went(number_, peer);
  if (peers_of(user).empty()) authority_.forget(user);
}

std::vector<address> room_model::peers_of(const std::string& user) const {
  std::vector<address> found;
  for (const auto& [peer, who] : here_)
    if (who == user) found.push_back(peer);
  return found;
}

void room_model::compare(const room_rows& truth) const {
  promise(authority_.holds() == 0, "a hold was never settled");
  promise(head_ == truth.log.size(), "a room has not seen its own log");
  for (const auto& [peer, user] : here_) {
    const auto cached = authority_.standing_of(user);
    promise(cached && *cached == truth.standing_of(user),
            "the cache of a room differs from its rows for " + user);
    promise(judged(*cached, truth.open).has(model::permission::join),
            user + " is in a room without the right");
  }
}

} // namespace snug::risk
