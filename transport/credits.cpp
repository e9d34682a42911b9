#include "transport/credits.hpp"
#include <algorithm>

namespace snug::transport {

bool credits::take(std::uint32_t ref, std::size_t bytes, byte_budget& budget) {
  if (!budget.take(bytes)) return false;
  taken_.push_back({ref, static_cast<std::uint32_t>(bytes)});
  bytes_ += bytes;
  return true;
}

void credits::give_back(std::uint32_t ref, byte_budget& budget) noexcept {
  const auto it = std::find_if(taken_.begin(), taken_.end(), [ref](const entry& e) { return e.ref == ref; });
  if (it == taken_.end()) return;
  bytes_ -= it->bytes;
  budget.give_back(it->bytes);
  taken_.erase(it);
}

void credits::give_back_all(byte_budget& budget) noexcept {
  budget.give_back(bytes_);
  bytes_ = 0;
  taken_ = {};
}

} // namespace snug::transport
