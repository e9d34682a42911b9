#pragma once
#include <cstdint>

namespace snug::transport::hooks {

/// How long to wait after the n-th failure (from 1 on), in ms: doubled each time up to `last_ms`, of which a
/// random half is taken off so that what failed together doesn't come back together. `random`: any number.
struct backoff {
  std::uint32_t first_ms = 1'000;
  std::uint32_t last_ms = 3'600'000;

  [[nodiscard]] std::uint32_t after(std::uint32_t failures, std::uint64_t random) const noexcept;
};

} // namespace snug::transport::hooks
