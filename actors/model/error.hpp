#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::model {

/// What a client is told when a command is refused. The values are frozen (repeat rows keep them); the names
/// on the wire are `name_of`.
enum class error_code : std::uint8_t {
  bad_request = 1,
  unknown_command = 2,
  unauthenticated = 3,
  forbidden = 4,
  not_found = 5,
  conflict = 6,
  too_large = 7,
  rate_limited = 8,
  room_full = 9,
  gone = 10,
  storage_full = 11,
  unavailable = 12,
  internal = 13,
};

[[nodiscard]] std::string_view name_of(error_code code) noexcept;

/// The status an HTTP reply carries for `code`.
[[nodiscard]] int http_status(error_code code) noexcept;

/// A refusal as a value. `field` names what is wrong with the command's data ("" where no field is),
/// `retry_after_ms` when to come back (0: not said), `current` the MessagePack value a conflict is with (""
/// where there is none).
struct failure {
  error_code code = error_code::internal;
  std::string message = {};
  std::string field = {};
  std::uint32_t retry_after_ms = 0;
  std::string current = {};

  friend bool operator==(const failure&, const failure&) = default;
};

/// WebSocket close codes (DESIGN §7). 40xx: come back and resume; 41xx: with a new token; 44xx: don't.
enum class close_code : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_abuse = 1008,
  too_large = 1009,
  internal = 1011,
  try_again = 1013,
  drain = 4000,
  slow_consumer = 4001,
  heartbeat_missed = 4002,
  other_node = 4003,
  token_expired = 4100,
  token_revoked = 4101,
  bad_request = 4400,
  unauthenticated = 4401,
  forbidden = 4403,
  no_such_room = 4404,
  replaced = 4410,
};

} // namespace snug::model
