#pragma once
#include "transport/frame.hpp"
#include "transport/ring_pool.hpp"
#include <cstddef>
#include <cstdint>
#include <vector>

namespace snug::transport {

/// What waits for one receiver, in order and bounded in bytes. Drops what may be dropped (DESIGN §4):
/// ephemeral events first, then durable ones, which the owner makes up for by catching up. Empty, it takes 40
/// bytes.
class outbox {
public:
  /// A durable event that was dropped: its room's subscription has to go back to `offset`.
  struct lost {
    model::key room;
    std::uint64_t offset = 0;
    friend bool operator==(const lost&, const lost&) = default;
  };

  enum class outcome : std::uint8_t {
    queued,
    replaced, ///< took the place of an older one with its conflation key
    dropped,  ///< there was no room for it (a durable one is in `lost` too)
  };

  explicit outbox(ring_pool& pool) noexcept
    : pool_(pool) {}
  ~outbox() { clear(); }
  outbox(const outbox&) = delete;
  outbox& operator=(const outbox&) = delete;

  /// Queues `f`. Where that would exceed `bound` bytes, waiting ephemeral events go, then all durable ones
  /// and `f` with them; each lost durable event is appended to `gone`. Needed frames are queued whatever the
  /// bound: credits and heartbeats limit them.
  outcome push(const frame_ptr& f, std::size_t bound, std::vector<lost>& gone);

  /// Waiting ephemeral events go.
  void drop_ephemeral();

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] std::uint32_t size() const noexcept { return count_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  /// The i-th waiting frame, the oldest first.
  [[nodiscard]] frame& at(std::uint32_t i) const noexcept { return *ring_[(head_ + i) & (capacity_ - 1)]; }
  /// Takes out the `n` oldest; the ring goes back to the pool with the last.
  void pop(std::uint32_t n) noexcept;
  void clear() noexcept { pop(count_); }

private:
  [[nodiscard]] bool conflate(const frame_ptr& f) noexcept;
  void drop(frame::rank importance, std::vector<lost>& gone);
  void append(frame& f);
  void grow();
  frame*& cell(std::uint32_t i) noexcept { return ring_[(head_ + i) & (capacity_ - 1)]; }

  ring_pool& pool_;
  frame** ring_ = nullptr;
  std::uint32_t capacity_ = 0;
  std::uint32_t head_ = 0;
  std::uint32_t count_ = 0;
  std::uint32_t bytes_ = 0;
  std::uint32_t conflating_ =
      0; ///< waiting frames with a conflation key; spares the search where there are none
};

} // namespace snug::transport
