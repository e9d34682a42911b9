#include "transport/engine/session_names.hpp"
#include "transport/base64url.hpp"
#include <cstddef>

namespace snug::transport::engine {

namespace {

/// Node and shard (two bytes each, high first), then what nobody guesses.
constexpr std::size_t random_bytes = 16;
constexpr std::size_t all_bytes = 4 + random_bytes;

} // namespace

std::string new_sid(std::uint16_t node, std::uint16_t shard, store::random_source& random) {
  std::string bytes;
  for (const auto half : {node, shard}) {
    bytes.push_back(static_cast<char>(half >> 8));
    bytes.push_back(static_cast<char>(half & 0xff));
  }
  return to_base64url(bytes + random.bytes(random_bytes));
}

std::optional<std::uint16_t> shard_of(std::string_view sid, std::uint16_t node) {
  const auto bytes = sid.empty() ? std::nullopt : from_base64url(sid);
  if (!bytes || bytes->size() != all_bytes) return std::nullopt;
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>((*bytes)[i]) << 8 |
                                      static_cast<unsigned char>((*bytes)[i + 1]));
  };
  if (at(0) != node) return std::nullopt;
  return at(2);
}

} // namespace snug::transport::engine
