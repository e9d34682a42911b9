#include "transport/ring_pool.hpp"
#include <bit>

namespace snug::transport {

ring_pool::~ring_pool() {
  for (auto& rings : idle_)
    for (auto* ring : rings)
      delete[] ring;
}

std::size_t ring_pool::class_of(std::uint32_t capacity) noexcept {
  return static_cast<std::size_t>(std::countr_zero(capacity / smallest));
}

frame** ring_pool::take(std::uint32_t capacity) {
  auto& rings = idle_[class_of(capacity)];
  if (rings.empty()) return new frame*[capacity];
  auto* ring = rings.back();
  rings.pop_back();
  idle_bytes_ -= capacity * sizeof(frame*);
  return ring;
}

void ring_pool::give_back(frame** ring, std::uint32_t capacity) noexcept {
  const auto bytes = capacity * sizeof(frame*);
  if (idle_bytes_ + bytes > keep_bytes) {
    delete[] ring;
    return;
  }
  idle_[class_of(capacity)].push_back(ring);
  idle_bytes_ += bytes;
}

} // namespace snug::transport
