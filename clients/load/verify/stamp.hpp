#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::load {

/// What stands at the front of every message of the load, so that whoever receives it can tell whether it
/// should have. Written as plain letters that need no escapes in any encoding, of one length always.
struct stamp {
  /// How long it is as text: no message is shorter.
  static constexpr std::size_t size = 48;
  /// What follows it up to the message's length.
  static constexpr char filler = 'x';

  std::uint32_t run = 0;    ///< of one process; others may load the same server
  std::uint32_t room = 0;   ///< the room's number
  std::uint32_t sender = 0; ///< the client's number
  std::uint32_t number = 0; ///< of this sender's messages, from 1
  std::uint64_t due = 0;    ///< when it was to be sent: the steady clock in ns

  /// Overwrites the first `size` bytes of `text`, which must have them.
  void write(std::string& text) const noexcept;
  /// Nothing where `text` doesn't begin with a stamp. No allocation.
  [[nodiscard]] static std::optional<stamp> read(std::string_view text) noexcept;

  friend bool operator==(const stamp&, const stamp&) = default;
};

} // namespace snug::load
