#pragma once
#include "clients/console/message_text.hpp"
#include "clients/cpp/session_options.hpp"
#include <optional>
#include <string>
#include <vector>

namespace snug::console {

/// A message of one's own on its way.
struct pending_message {
  std::string id;
  std::string text;
};

/// Where a chat shows itself. Drawing thread only. All texts may hold what others wrote: a display makes them
/// safe for where they go.
class display {
public:
  virtual ~display() = default;
  /// `past`: from before one came in.
  virtual void event(const told_event& event, bool past) = 0;
  virtual void state(const client::session_state& state) = 0;
  /// A room was joined; `missed` events follow, those of `gap` never will.
  virtual void joined(const std::string& room, bool again, std::uint64_t missed,
                      const std::optional<model::gap>& gap) = 0;
  /// The server has the message.
  virtual void acknowledged(const pending_message& message, const std::string& reply) = 0;
  virtual void refused(const pending_message& message, const model::failure& why) = 0;
  /// Something for the person who sits here.
  virtual void notice(const std::string& text) = 0;
  /// Who is typing has changed.
  virtual void typing(const std::vector<std::string>& names) = 0;
  /// Which messages wait to be acknowledged or told has changed.
  virtual void pending(const std::vector<pending_message>& messages) = 0;
};

} // namespace snug::console
