#pragma once
#include "actors/model/command.hpp"
#include <cstddef>

namespace snug::transport {

/// What a command costs the byte budget besides its bytes: its place in queues and mailboxes.
inline constexpr std::size_t command_overhead = 256;

/// What the byte budget is charged for a command.
[[nodiscard]] inline std::size_t cost_of(const model::command& c) noexcept {
  return c.data.size() + c.room_name.size() + c.free_event.size() + c.id.size() + command_overhead;
}

} // namespace snug::transport
