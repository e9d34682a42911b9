#pragma once
#include <cstdint>

namespace snug::client {

/// Bounds of the wait before a client comes back, in ms.
struct backoff_options {
  std::uint32_t first_ms = 100;
  std::uint32_t longest_ms = 10'000;
};

/// How long to wait before the next attempt: exponential with full jitter, so that the clients of a server
/// that went down don't come back in one wave. Knows no clock and no random source.
class backoff {
public:
  explicit backoff(backoff_options options = {}) noexcept
    : options_(options) {}

  /// The wait before the next attempt in ms: anything from `first_ms` to a ceiling that doubles with every
  /// call, up to `longest_ms`. `hint_ms` is the wait a server asked for (0: none); it is kept to, and the
  /// jitter comes on top. `random` is any 64-bit number.
  [[nodiscard]] std::uint64_t next(std::uint64_t random, std::uint32_t hint_ms = 0) noexcept;

  /// An attempt worked: the next wait is short again.
  void reset() noexcept { attempts_ = 0; }
  [[nodiscard]] unsigned attempts() const noexcept { return attempts_; }

private:
  backoff_options options_;
  unsigned attempts_ = 0;
};

} // namespace snug::client
