#pragma once
#include <cstddef>
#include <cstdint>

namespace snug::server {

/// What the heap holds and what of it is used, in bytes.
struct heap_use {
  std::size_t resident = 0; ///< anonymous memory of the process
  std::size_t used = 0;     ///< of it handed out by malloc
};

/// Gives memory back that a burst has left free in the middle of the heap: malloc(3) only returns what is
/// free at its end, and on a small board the rest of the machine can use it. Asks for little: one
/// look at malloc's books a minute and one sweep at most, since a thread that allocates meanwhile waits for
/// both (about a millisecond for a sweep of 4 MiB). One thread.
class heap_keeper {
public:
  /// What has to have become free behind the last sweep for the next one to be worth it.
  static constexpr std::size_t worth_it = 1u << 20;
  static constexpr std::int64_t at_most_every_ms = 60'000;

  /// True where a sweep is due; the caller sweeps, measures again and calls `swept`.
  [[nodiscard]] bool due(const heap_use& now, std::int64_t steady_ms) const noexcept;
  void swept(const heap_use& after, std::int64_t steady_ms) noexcept;

  /// The chore: once a minute it measures, and sweeps where that is due; the first time in any case.
  void look(std::int64_t steady_ms);

  /// Of this process; zeros where the kernel doesn't say.
  [[nodiscard]] static heap_use measure();

private:
  [[nodiscard]] static std::size_t idle(const heap_use& now) noexcept;
  /// Nothing had to be swept.
  void looked(const heap_use& now, std::int64_t steady_ms) noexcept;

  /// Bytes that lay idle behind the last sweep and can't be given back: stacks, pages with something used
  /// in them.
  std::size_t lasting_ = 0;
  std::int64_t last_ = 0; ///< steady ms of the last look; 0: there was none
};

} // namespace snug::server
