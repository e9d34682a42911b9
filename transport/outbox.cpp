#include "transport/outbox.hpp"
#include <algorithm>

namespace snug::transport {

outbox::outcome outbox::push(const frame_ptr& f, std::size_t bound, std::vector<lost>& gone) {
  if (f->conflates() && conflating_ != 0 && conflate(f)) return outcome::replaced;
  const bool droppable = f->importance() != frame::rank::needed;
  // A frame larger than the bound still goes into an empty outbox, or it could never be told.
  if (droppable && count_ != 0 && bytes_ + f->size() > bound) {
    drop(frame::rank::ephemeral, gone);
    if (count_ != 0 && bytes_ + f->size() > bound) {
      if (f->importance() == frame::rank::ephemeral) return outcome::dropped;
      // This one goes with those before it: behind a hole it would be told twice.
      drop(frame::rank::durable, gone);
      gone.push_back({f->room(), f->offset()});
      return outcome::dropped;
    }
  }
  append(*f);
  return outcome::queued;
}

bool outbox::conflate(const frame_ptr& f) noexcept {
  for (std::uint32_t i = 0; i < count_; ++i) {
    auto*& older = cell(i);
    if (!f->replaces(*older)) continue;
    bytes_ += f->size_ - older->size_;
    f->retain();
    older->release();
    older = f.get();
    return true;
  }
  return false;
}

void outbox::drop(frame::rank importance, std::vector<lost>& gone) {
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < count_; ++i) {
    auto* f = cell(i);
    if (f->importance() != importance) {
      cell(kept++) = f;
      continue;
    }
    if (importance == frame::rank::durable) gone.push_back({f->room(), f->offset()});
    conflating_ -= f->conflates() ? 1 : 0;
    bytes_ -= f->size_;
    f->release();
  }
  count_ = kept;
}

void outbox::drop_ephemeral() {
  std::vector<lost> none;
  drop(frame::rank::ephemeral, none);
}

void outbox::append(frame& f) {
  if (count_ == capacity_) grow();
  cell(count_++) = &f;
  f.retain();
  bytes_ += f.size_;
  conflating_ += f.conflates() ? 1 : 0;
}

void outbox::grow() {
  const auto capacity = std::max(ring_pool::smallest, capacity_ * 2);
  auto** ring = pool_.take(capacity);
  for (std::uint32_t i = 0; i < count_; ++i)
    ring[i] = cell(i);
  if (ring_) pool_.give_back(ring_, capacity_);
  ring_ = ring;
  capacity_ = capacity;
  head_ = 0;
}

void outbox::pop(std::uint32_t n) noexcept {
  for (std::uint32_t i = 0; i < n; ++i) {
    auto* f = cell(i);
    conflating_ -= f->conflates() ? 1 : 0;
    bytes_ -= f->size_;
    f->release();
  }
  count_ -= n;
  if (count_ != 0) {
    head_ = (head_ + n) & (capacity_ - 1);
    return;
  }
  if (ring_) pool_.give_back(ring_, capacity_);
  ring_ = nullptr;
  capacity_ = head_ = 0;
}

} // namespace snug::transport
