#pragma once
#include "clients/console/connect_options.hpp"
#include <cstdint>
#include <string>

namespace snug::console {

/// `snug chat`: one room, at a terminal or driven by lines.
struct chat_options : connect_options {
  std::string room;
  std::uint64_t past = 20;       ///< messages shown when coming in
  bool listen = false;           ///< without a terminal: goes on when standard input ends
  std::uint32_t ack_ms = 30'000; ///< how long to wait for what isn't acknowledged when leaving
};

/// Chats until the user leaves, standard input ends or the server says goodbye for good. At a terminal: a
/// line editor below the conversation. Else: each line of standard input is a message, each event a line.
/// Returns the exit code: not 0 where the server ended it, or where a message stayed unacknowledged.
int chat(const chat_options& options);

} // namespace snug::console
