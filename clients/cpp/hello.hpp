#pragma once
#include "actors/model/payload.hpp"
#include "actors/model/position.hpp"
#include "clients/cpp/session_options.hpp"
#include <cstdint>
#include <optional>
#include <string>

namespace snug::client {

/// What the server answered to `hello`.
struct greeting {
  std::string resume;
  std::string user;
  bool resumed = false;
  std::uint32_t heartbeat_ms = 0; ///< 0: none
  std::size_t max_message = 0;    ///< 0: not said
  std::int64_t now = 0;           ///< the server's clock, ms since 1970; 0: not said
};

/// `hello`'s data: the token where there is one, the resume token where there is one, else a guest's name.
[[nodiscard]] std::string hello_data(const session_options& options, const std::string& resume);
[[nodiscard]] greeting read_greeting(const model::value& reply);

/// `room.join`'s data.
[[nodiscard]] std::string join_data(const std::optional<model::position>& since, const std::string& code);

/// What the server answered to `room.join`.
struct join_answer {
  model::position at;     ///< where this client stands: events follow from there
  std::uint64_t head = 0; ///< where the log ends
  std::optional<model::gap> gap;
};
[[nodiscard]] join_answer read_join(const model::value& reply);

} // namespace snug::client
