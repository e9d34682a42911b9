#pragma once
#include "actors/model/error.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/result.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace snug::client {

/// A reply as it came. Points into the message it was decoded from.
struct incoming_reply {
  std::uint32_t ref = 0;
  model::result<model::value> outcome{model::value{}};
};

/// An event as it came. Points into the message it was decoded from.
struct incoming_event {
  std::string_view name;
  std::string_view room; ///< "" where it was nil
  model::value data;
  std::uint64_t offset = 0; ///< 0: ephemeral
  std::string_view user;    ///< "": the server itself
  std::string_view display_name;
  std::int64_t at = 0; ///< ms since 1970
  std::string_view id; ///< of the command that caused it; "" where it had none
};

/// What could not be understood: the server speaks something else, or a newer protocol.
struct rubbish {
  std::string_view why;
};

using incoming = std::variant<rubbish, incoming_reply, incoming_event>;

/// Reads one message of `snug.v1.msgpack` (DESIGN §7). Never throws, whatever the bytes; elements behind
/// those known are ignored. The result points into `message`.
[[nodiscard]] incoming decode(std::string_view message);

/// Appends `[ref, command, room, data, id?]` to `out`. `room` "" is nil; `data` is MessagePack, "" is nil;
/// `id` "" is left out.
void encode_request(std::string& out, std::uint32_t ref, std::string_view command, std::string_view room,
                    std::string_view data, std::string_view id);

/// The code named `name`; `internal` for names this client doesn't know.
[[nodiscard]] model::error_code error_code_of(std::string_view name) noexcept;

} // namespace snug::client
