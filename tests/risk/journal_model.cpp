#include "tests/risk/journal_model.hpp"
#include "actors/model/packer.hpp"

namespace snug::risk {

model::permissions judged(const facets::standing& row, bool open) {
  const auto in = model::permission::see | model::permissions(model::permission::join) |
                  model::permission::speak | model::permission::signal;
  switch (row.role) {
  case model::role::none:
    return open ? in : model::permissions{};
  case model::role::banned:
    return {};
  case model::role::host:
  case model::role::owner:
    return in | model::permission::manage_members;
  default:
    return in;
  }
}

journal_model::journal_model(dice& dice, flaw flaw, rows first, std::size_t shards, post post)
  : dice_(dice)
  , flaw_(flaw)
  , shards_(shards)
  , post_(std::move(post))
  , committed_(std::make_shared<rows>(std::move(first))) {}

void journal_model::step() {
  switch (phase_) {
  case phase::idle:
    return collect();
  case phase::decided:
    return commit();
  case phase::posting:
    return post_to_next();
  }
}

void journal_model::collect() {
  if (queue_.empty()) return;
  draft_ = std::make_shared<rows>(*committed_);
  group_.clear();
  for (auto count = 1 + dice_.below(4); count > 0 && !queue_.empty(); --count) {
    group_.push_back(decide(queue_.front(), *draft_));
    queue_.pop_front();
  }
  phase_ = phase::decided;
  if (flaw_ == flaw::tells_before_commit)
    for (std::size_t shard = 0; shard < shards_; ++shard)
      for (const auto& outcome : group_)
        post_(shard, outcome);
}

void journal_model::commit() {
  phase_ = phase::posting;
  next_shard_ = flaw_ == flaw::tells_before_commit ? shards_ : 0;
  if (!may_fail_ || !dice_.one_in(6)) {
    committed_ = std::move(draft_);
    return;
  }
  for (auto& outcome : group_) {
    outcome.commit = committed_->commit;
    if (was_committed(outcome)) continue;
    outcome.answer = {outcome.answer.to, outcome_code::storage_full};
    outcome.records.clear();
  }
}

/// A repeat of what an earlier group committed keeps its reply: `storage_full` would deny what is on disk.
bool journal_model::was_committed(const outcome& outcome) const {
  const auto& log = committed_->rooms[static_cast<std::size_t>(outcome.room)].log;
  return outcome.records.empty() && outcome.answer.code == outcome_code::ok &&
         outcome.answer.offset <= log.size();
}

void journal_model::post_to_next() {
  if (next_shard_ < shards_)
    for (const auto& outcome : group_)
      post_(next_shard_, outcome);
  if (++next_shard_ >= shards_) phase_ = phase::idle;
}

outcome journal_model::decide(const command& command, rows& draft) {
  auto& room = draft.rooms[static_cast<std::size_t>(command.room)];
  outcome result;
  result.answer.to = command.from;
  result.room = command.room;
  result.hold = command.hold;
  result.commit = draft.commit;
  const auto repeat_key = command.user + '/' + command.id;
  if (const auto first = room.repeats.find(repeat_key);
      first != room.repeats.end() && flaw_ != flaw::forgets_repeats) {
    result.answer.code = first->second.code;
    result.answer.offset = first->second.offset;
    return result;
  }
  result.answer.code = judge(command, room);
  if (result.answer.code != outcome_code::ok) return result;
  result.records.push_back(append(command, draft));
  result.answer.offset = result.records.back()->offset;
  result.commit = draft.commit;
  room.repeats[repeat_key] = result.answer;
  return result;
}

outcome_code journal_model::judge(const command& command, const room_rows& room) const {
  const auto mine = judged(room.standing_of(command.user), room.open);
  if (command.what == verb::say)
    return mine.has(model::permission::speak) ? outcome_code::ok : outcome_code::forbidden;
  if (!mine.has(model::permission::manage_members)) return outcome_code::forbidden;
  // The room had no reason to think they may: then nobody was held, and it can't be taken away now.
  const bool anyway = flaw_ == flaw::no_hold || flaw_ == flaw::no_hold_if_absent;
  if (command.what != verb::add && command.hold == 0 && !anyway) return outcome_code::forbidden;
  const auto theirs = room.standing_of(command.target).role;
  if (theirs >= room.standing_of(command.user).role) return outcome_code::forbidden;
  const bool member = theirs > model::role::banned;
  if (command.what == verb::add) return member ? outcome_code::conflict : outcome_code::ok;
  if (command.what == verb::ban)
    return theirs == model::role::banned ? outcome_code::conflict : outcome_code::ok;
  return member || (room.open && theirs == model::role::none) ? outcome_code::ok : outcome_code::conflict;
}

record_ptr journal_model::append(const command& command, rows& draft) {
  auto& room = draft.rooms[static_cast<std::size_t>(command.room)];
  auto made = std::make_shared<model::record>();
  made->room = model::key::make(0, static_cast<std::uint64_t>(command.room) + 1);
  made->commit = ++draft.commit;
  made->offset = room.log.size() + 1;
  made->user = command.user;
  made->id = command.id;
  if (command.what == verb::say) {
    made->name = "message.sent";
  } else {
    const auto role = command.what == verb::add   ? model::role::editor
                      : command.what == verb::ban ? model::role::banned
                                                  : model::role::none;
    room.members[command.target].role = role;
    made->name = command.what == verb::add ? "member.added"
                                           : (command.what == verb::ban ? "member.banned" : "member.kicked");
    made->data =
        model::packer{}.map(2).text("user").text(command.target).text("role").text(name_of(role)).str();
  }
  causes_[made->commit] = command.from;
  room.log.push_back(made);
  return made;
}

} // namespace snug::risk
