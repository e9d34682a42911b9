#pragma once
#include "actors/model/error.hpp"
#include <cstdint>
#include <optional>
#include <string_view>

namespace snug::client {

/// What a client does after its connection ended.
enum class comeback {
  resume,         ///< come back and go on
  with_new_token, ///< come back, but only with another token
  never,
};

/// What close code `code` asks for (DESIGN §7: 40xx, 41xx, 44xx). Codes that say a message of ours was out of
/// bounds mean never: it would be sent again and close the next connection too. Anything else (1006, a server
/// that went away) is an accident of the network.
[[nodiscard]] comeback after_close(std::uint16_t code) noexcept;

/// What a refused `hello` or `room.join` asks for: whether it is worth asking again.
[[nodiscard]] comeback after_refusal(model::error_code code) noexcept;

/// The wait in ms that a close reason names as `retry_after=<ms>` or `retry_after <ms>`, anywhere in it; at
/// most an hour. Nothing where it names none.
[[nodiscard]] std::optional<std::uint32_t> retry_hint(std::string_view reason) noexcept;

} // namespace snug::client
