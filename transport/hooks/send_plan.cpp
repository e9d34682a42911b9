#include "transport/hooks/send_plan.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport::hooks {

bool send_plan::add(std::uint64_t number, std::uint64_t room) {
  if (fates_.contains(number)) return true;
  if (items_.size() >= by_.window && !items_.contains(number)) return false;
  items_.try_emplace(number, item{room, 0, 0, false});
  return true;
}

void send_plan::queued(std::uint64_t number, std::uint64_t room) {
  newest_ = std::max(newest_, number);
  if (more_) return; // the next page has it
  if (add(number, room))
    last_ = std::max(last_, number);
  else
    more_ = true;
}

void send_plan::revived() {
  last_ = 0;
  more_ = true;
}

void send_plan::page(const std::vector<row>& rows, bool whole) {
  for (const auto& one : rows) {
    if (!add(one.number, one.room)) return; // the window is full: asked for again later
    last_ = std::max(last_, one.number);
  }
  if (!whole) return;
  // What was announced while the page was read may not have been in it; what was announced before was, or its
  // row is gone again.
  more_ = newest_ > last_ && newest_ > asked_at_;
}

bool send_plan::room_is_busy(std::uint64_t room) const {
  return std::ranges::any_of(
      items_, [&](const auto& one) { return one.second.under_way && one.second.room == room; });
}

std::optional<std::uint64_t> send_plan::next(std::int64_t now) {
  if (under_way_ >= by_.in_flight) return std::nullopt;
  for (auto& [number, one] : items_) {
    if (one.under_way || one.due > now || (under_way_ > 0 && room_is_busy(one.room))) continue;
    one.under_way = true;
    ++under_way_;
    return number;
  }
  return std::nullopt;
}

std::optional<std::int64_t> send_plan::wake_at() const {
  std::optional<std::int64_t> first;
  if (under_way_ < by_.in_flight)
    for (const auto& [number, one] : items_) {
      if (one.under_way || (under_way_ > 0 && room_is_busy(one.room))) continue;
      if (!first || one.due < *first) first = one.due;
      if (*first == 0) break;
    }
  for (const auto& [number, done] : fates_)
    if (!first || done.write_at < *first) first = done.write_at;
  return first;
}

void send_plan::sent(std::uint64_t number) {
  const auto found = items_.find(number);
  if (found == items_.end()) return;
  if (found->second.under_way) --under_way_;
  items_.erase(found);
  fates_.insert({number, {}});
}

void send_plan::failed(std::uint64_t number, std::string why, std::int64_t now, std::uint64_t random) {
  const auto found = items_.find(number);
  if (found == items_.end()) return;
  auto& one = found->second;
  if (std::exchange(one.under_way, false)) --under_way_;
  if (++one.attempts < by_.attempts) {
    one.due = now + by_.retry.after(one.attempts, random);
    return;
  }
  fates_.insert({number, {true, one.attempts, std::move(why), 0}});
  items_.erase(found);
}

void send_plan::put_back(std::uint64_t number, std::int64_t at) {
  const auto found = items_.find(number);
  if (found == items_.end()) return;
  if (std::exchange(found->second.under_way, false)) --under_way_;
  found->second.due = at;
}

void send_plan::gone(std::uint64_t number) {
  const auto found = items_.find(number);
  if (found == items_.end()) return;
  if (found->second.under_way) --under_way_;
  items_.erase(found);
}

facets::settlement send_plan::take_settlement(std::int64_t now) {
  facets::settlement out;
  std::size_t count = 0;
  for (auto& [number, done] : fates_) {
    if (done.write_at > now) continue;
    if (count++ == facets::most_settled) break;
    done.write_at = now + write_again_ms;
    if (done.dead)
      out.dead.push_back({number, done.attempts, done.why});
    else
      out.sent.push_back(number);
  }
  return out;
}

void send_plan::settled(const facets::settlement& what) {
  for (const auto number : what.sent)
    fates_.erase(number);
  for (const auto& one : what.dead)
    fates_.erase(one.number);
}

} // namespace snug::transport::hooks
