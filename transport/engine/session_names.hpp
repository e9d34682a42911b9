#pragma once
#include "store/ports/random_source.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::transport::engine {

/// A name for an Engine.IO session that says where it is and that nobody guesses, in characters that need no
/// escape in an address.
[[nodiscard]] std::string new_sid(std::uint16_t node, std::uint16_t shard, store::random_source& random);

/// The shard that a session of this name is on; nothing where no such name can be, or it is another node's.
[[nodiscard]] std::optional<std::uint16_t> shard_of(std::string_view sid, std::uint16_t node);

} // namespace snug::transport::engine
