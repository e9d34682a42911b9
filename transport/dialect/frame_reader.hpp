#pragma once
#include "transport/dialect/dialect.hpp"
#include <string_view>

namespace snug::dialect {

/// Reads a frame of the native protocol: `[ref, command, room, data, id?]`, or an array of such arrays. Both
/// native dialects end here: JSON is transcoded first. One object per message; never throws over what the
/// bytes are.
///
/// What is no MessagePack array of this shape at all closes with 4400. A command that breaks a rule is
/// refused
/// (`bad_request`, the field named) and the connection goes on.
class frame_reader {
public:
  frame_reader(const frame_limits& limits, decoded& out) noexcept
    : limits_(limits)
    , out_(out) {}

  void read(std::string_view message);

private:
  /// What is left of the message, from its front.
  void read_together(std::uint64_t count);
  /// Reads the command of `count` elements that begins at the front; false where the frame has to be closed.
  [[nodiscard]] bool read_command(std::uint64_t count);
  /// Refuses all commands of the frame, the sound ones because of the others.
  void refuse_together();
  [[nodiscard]] bool close(std::string_view reason);

  const frame_limits& limits_;
  decoded& out_;
  std::string_view rest_;
};

} // namespace snug::dialect
