#pragma once
#include "actors/model/error.hpp"
#include <cstdint>

namespace snug::transport {

/// Refusals of what there are too many of.
[[nodiscard]] inline model::failure too_many_connections() {
  return {model::error_code::rate_limited, "this user has as many connections as they may", {}, 1'000, {}};
}
[[nodiscard]] inline model::failure too_many_from_address(std::uint32_t retry_after_ms) {
  return {
      model::error_code::rate_limited, "too many commands from this network address", {}, retry_after_ms, {}};
}

} // namespace snug::transport
