#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace snug::transport {

class frame;

/// Blocks for the rings of outboxes: an idle peer has none, a busy one borrows one, so that fan-out allocates
/// nothing once the pool is warm. Capacities are powers of two. One shard's thread only.
class ring_pool {
public:
  ring_pool() = default;
  ~ring_pool();
  ring_pool(const ring_pool&) = delete;
  ring_pool& operator=(const ring_pool&) = delete;

  /// The smallest ring there is; enough for most ticks.
  static constexpr std::uint32_t smallest = 8;

  /// A block of `capacity` pointers, uninitialised. `capacity` is `smallest` times a power of two.
  [[nodiscard]] frame** take(std::uint32_t capacity);
  void give_back(frame** ring, std::uint32_t capacity) noexcept;

  [[nodiscard]] std::size_t idle_bytes() const noexcept { return idle_bytes_; }

private:
  /// What lies idle stays below this: a burst shouldn't be remembered as memory for ever.
  static constexpr std::size_t keep_bytes = 1u << 20;
  static constexpr std::size_t classes = 28;
  [[nodiscard]] static std::size_t class_of(std::uint32_t capacity) noexcept;

  std::array<std::vector<frame**>, classes> idle_;
  std::size_t idle_bytes_ = 0;
};

} // namespace snug::transport
