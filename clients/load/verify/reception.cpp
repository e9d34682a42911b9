#include "clients/load/verify/reception.hpp"

namespace snug::load {

using std::to_string;

namespace {

std::string message(const stamp& mark) {
  return "message " + to_string(mark.number) + " of client " + to_string(mark.sender);
}

} // namespace

void reception::wrong(fault what, const std::string& words, std::uint64_t times) {
  faults_.add(
      what, [&] { return "client " + to_string(client_) + ": " + words; }, times);
}

void reception::enter(std::uint32_t room, position at, bool resumes, bool gap) {
  const bool goes_on = resumes && rules_.kept == lane::durable && room == room_ && epoch_ != 0;
  if (goes_on && (gap || at.epoch != epoch_ || at.offset + 1 != offsets_.next()))
    wrong(fault::lost, "resumed " + all_.name_of(room) + " at " + to_string(at.offset) + " where it had " +
                           to_string(offsets_.next() - 1) + (gap ? ", with a gap" : ""));
  in_ = true;
  room_ = room;
  epoch_ = at.epoch;
  if (goes_on) return;
  offsets_.expect(at.offset + 1);
  const auto& talkers = all_.talkers_of(room);
  by_rank_.clear();
  by_rank_.resize(talkers.size());
  for (std::size_t i = 0; i < talkers.size(); ++i)
    by_rank_[i].expect_by(all_.of(talkers[i]).sent + std::uint64_t{1});
}

void reception::leave() { in_ = false; }

reception::finding reception::heard(const told_event& event, const stamp* mark) {
  finding out;
  out.of_us = mark && mark->run == rules_.run;
  const bool of_a_room = !event.room.empty();
  if (of_a_room && (!in_ || event.room != all_.name_of(room_))) {
    if (out.of_us || in_)
      wrong(fault::misdelivered, "was told " + std::string(event.name) + " of " + std::string(event.room) +
                                     (in_ ? " while in " + all_.name_of(room_) : ", in which it isn't"));
    return out;
  }
  const bool placed = event.offset == 0 || judge_offset(event);
  if (!out.of_us || !judge_sender(*mark)) return out;
  const bool unaltered = judge_content(event, *mark);
  // Two complaints about one event would count it twice.
  if (!judge_number(*mark, placed && unaltered, out) || !placed || !unaltered) return out;
  out.counts = event.offset == 0 || judge_place(event, *mark);
  return out;
}

bool reception::judge_offset(const told_event& event) {
  const auto expected = offsets_.next();
  const auto at = [&] {
    return "offset " + to_string(event.offset) + " where " + to_string(expected) + " was next";
  };
  switch (offsets_.take(event.offset)) {
  case sequence::verdict::late:
    wrong(fault::out_of_order, at());
    return false;
  case sequence::verdict::doubled:
    wrong(fault::doubled, at());
    return false;
  default:
    return true;
  }
}

bool reception::judge_sender(const stamp& mark) {
  const auto* sender = mark.sender < all_.clients() ? &all_.of(mark.sender) : nullptr;
  if (!sender || sender->rank == roster::nobody || mark.number == 0 || mark.number > sender->sent) {
    wrong(fault::altered, message(mark) + " was never sent");
    return false;
  }
  if (mark.room != room_ || sender->room != room_) {
    wrong(fault::misdelivered, message(mark) + " is for " + all_.name_of(sender->room));
    return false;
  }
  if (hears(mark.sender)) return true;
  wrong(fault::misdelivered, "was told its own " + message(mark));
  return false;
}

bool reception::judge_content(const told_event& event, const stamp& mark) {
  const auto& user = all_.of(mark.sender).user;
  if (!event.user.empty() && !user.empty() && event.user != user) {
    wrong(fault::misdelivered, message(mark) + " is said to be from " + std::string(event.user));
    return false;
  }
  if (event.text.size() == rules_.size && (rules_.size == stamp::size || event.text.back() == stamp::filler))
    return true;
  wrong(fault::altered, message(mark) + " has " + to_string(event.text.size()) + " bytes, or another end");
  return false;
}

bool reception::judge_number(const stamp& mark, bool complain, finding& out) {
  auto& numbers = by_rank_[all_.of(mark.sender).rank];
  const auto expected = numbers.next();
  const auto verdict =
      rules_.right == claim::everything ? numbers.take(mark.number) : numbers.take_some(mark.number);
  if (verdict == sequence::verdict::skipped) out.missed = static_cast<std::uint32_t>(mark.number - expected);
  if (verdict != sequence::verdict::late && verdict != sequence::verdict::doubled) return true;
  if (complain)
    wrong(verdict == sequence::verdict::late ? fault::out_of_order : fault::doubled,
          message(mark) + " came where " + to_string(expected) + " was next");
  return false;
}

bool reception::judge_place(const told_event& event, const stamp& mark) {
  const auto other = all_.ledger_of(room_).note(event.offset, {mark.sender, mark.number});
  if (!other) return true;
  wrong(fault::out_of_order, message(mark) + " is at offset " + to_string(event.offset) + " of " +
                                 all_.name_of(room_) + ", where others have message " +
                                 to_string(other->number) + " of client " + to_string(other->sender));
  return false;
}

std::uint64_t reception::due_of(std::uint32_t talker) const noexcept {
  const auto& who = all_.of(talker);
  return rules_.kept == lane::durable ? who.acknowledged : who.sent;
}

bool reception::complete() const {
  if (!in_ || rules_.right == claim::an_order) return true;
  const auto& talkers = all_.talkers_of(room_);
  for (std::size_t i = 0; i < talkers.size(); ++i)
    if (hears(talkers[i]) && !by_rank_[i].complete_to(due_of(talkers[i]))) return false;
  return true;
}

void reception::finish() {
  if (!in_ || rules_.right == claim::an_order) return;
  const auto& talkers = all_.talkers_of(room_);
  std::uint64_t lost = 0;
  for (std::size_t i = 0; i < talkers.size(); ++i) {
    if (!hears(talkers[i])) continue;
    const auto missing = by_rank_[i].missing_to(due_of(talkers[i]));
    if (missing == 0) continue;
    lost += missing;
    wrong(fault::lost,
          to_string(missing) + " of " + to_string(due_of(talkers[i])) + " messages of client " +
              to_string(talkers[i]) + " never came",
          rules_.right == claim::the_last ? 1 : missing);
  }
  // The log has other events than the load's too.
  const auto holes = offsets_.missing_to(offsets_.next() - 1);
  if (holes > lost)
    wrong(fault::lost, to_string(holes) + " offsets of " + all_.name_of(room_) + " never came", holes - lost);
}

} // namespace snug::load
