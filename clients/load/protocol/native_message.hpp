#pragma once
#include <cstdint>
#include <string_view>

namespace snug::load {

/// A message of a server that speaks the native protocol, whichever its encoding. Points into its bytes.
struct native_message {
  enum class what : std::uint8_t { rubbish, ok, error, event };
  what is = what::rubbish;
  std::uint64_t ref = 0;    ///< of a reply
  std::string_view name;    ///< of an event
  std::string_view room;    ///< of an event; empty where it has none
  std::string_view data;    ///< as it is encoded
  std::string_view text;    ///< of an event: its data where that is a string, else the `text` in it
  std::uint64_t offset = 0; ///< of an event; 0: ephemeral
  std::string_view user;    ///< of an event: whom it is from; empty: the server
};

} // namespace snug::load
