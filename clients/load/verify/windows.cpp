#include "clients/load/verify/windows.hpp"
#include <bit>

namespace snug::load {

windows::windows(std::uint32_t clients, std::uint32_t window)
  : window_(window)
  , by_client_(window ? clients : 0) {}

void windows::sent(std::uint32_t talker, std::uint32_t number, std::uint32_t receivers) {
  if (window_ == 0) return;
  auto& who = by_client_[talker];
  // Twice the window: one message that never arrives everywhere mustn't share its place with a later one.
  if (who.missing.empty()) who.missing.resize(std::bit_ceil(std::size_t{window_} * 2));
  who.missing[number & (who.missing.size() - 1)] = receivers;
  ++who.under_way;
}

void windows::arrived(std::uint32_t talker, std::uint32_t number) {
  if (window_ == 0 || by_client_[talker].missing.empty()) return;
  auto& who = by_client_[talker];
  auto& missing = who.missing[number & (who.missing.size() - 1)];
  if (missing == 0 || --missing > 0) return;
  --who.under_way;
  if (who.freed) return;
  who.freed = true;
  freed_.push_back(talker);
}

const std::vector<std::uint32_t>& windows::take_freed() {
  told_.swap(freed_);
  freed_.clear();
  for (const auto talker : told_)
    by_client_[talker].freed = false;
  return told_;
}

} // namespace snug::load
