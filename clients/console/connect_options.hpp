#pragma once
#include "clients/cpp/session_options.hpp"
#include <cstdint>
#include <string>

namespace snug::console {

/// What every verb that talks to a server takes.
struct connect_options {
  std::string url = "ws://127.0.0.1:7684";
  std::string name;                  ///< a guest's name
  std::string token;                 ///< a JWT; "" comes as a guest
  bool json = false;                 ///< print JSON lines
  std::uint32_t timeout_ms = 10'000; ///< how long one answer, or getting a connection at all, may take
};

/// The client session these describe. `patient`: keeps trying for a server that isn't there.
[[nodiscard]] client::session_options session_of(const connect_options& options, bool patient);

/// "forbidden: only members may speak (text)".
[[nodiscard]] std::string describe(const model::failure& why);

} // namespace snug::console
