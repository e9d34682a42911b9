#pragma once
#include "tests/client/fake_server.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::test {

/// A request as the fake server reads it.
struct asked {
  std::uint32_t ref = 0;
  std::string command, room;
  std::string data; ///< MessagePack
  std::string id;
};

/// The next request; empty where none came.
[[nodiscard]] asked next(fake_peer& peer);
void ok(fake_peer& peer, std::uint32_t ref, std::string_view data = {});
void refuse(fake_peer& peer, std::uint32_t ref, std::string_view code);
/// Answers `hello` as guest:a with the resume token "token-1"; returns what came.
/// `ahead_ms`: how far the server's clock is ahead of this one.
asked greet(fake_peer& peer, bool resumed = false, std::uint32_t heartbeat = 0, std::int64_t ahead_ms = 0);
void let_join(fake_peer& peer, const asked& join, std::uint64_t epoch, std::uint64_t offset,
              std::uint64_t head);
/// A `message.sent` in lobby; `text` "" sends nil data.
void event(fake_peer& peer, std::uint64_t offset, std::string_view text = {}, std::string_view id = {});

} // namespace snug::test
