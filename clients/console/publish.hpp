#pragma once
#include "clients/console/connect_options.hpp"
#include <string>

namespace snug::console {

/// `snug publish`: one event into a room.
struct publish_options : connect_options {
  std::string room;
  std::string event; ///< "" sends `data` as a chat message
  std::string data;  ///< JSON; what isn't JSON is taken as a text. A message's text where `event` is ""
  std::string key;   ///< conflation key
  bool durable = false;
  bool retain = false;
};

/// Publishes and waits for the answer. Returns the exit code: 0 only where the server acknowledged it.
int publish(const publish_options& options);

} // namespace snug::console
