#include "transport/dialect/socketio/packet.hpp"
#include <algorithm>
#include <array>

namespace snug::socketio {

bool reserved_event(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 6> all{"connect",       "connect_error", "disconnect",
                                                "disconnecting", "newListener",   "removeListener"};
  return std::find(all.begin(), all.end(), name) != all.end();
}

} // namespace snug::socketio
