#include "transport/peer_table.hpp"

namespace snug::transport {

peer& peer_table::open() {
  auto slot = static_cast<std::uint32_t>(slots_.size());
  if (free_.empty()) {
    slots_.emplace_back();
    free_.reserve(slots_.capacity()); // closing must not allocate
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  auto made = std::make_unique<peer>(pool_);
  made->slot = slot;
  if (++last_generation_ == 0) last_generation_ = 1; // 0 is nobody
  made->generation = last_generation_;
  slots_[slot] = std::move(made);
  ++size_;
  return *slots_[slot];
}

void peer_table::close(peer& p) noexcept {
  const auto slot = p.slot;
  slots_[slot].reset();
  free_.push_back(slot);
  --size_;
}

} // namespace snug::transport
