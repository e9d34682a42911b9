#pragma once
#include "clients/console/display.hpp"

namespace snug::console {

/// A chat as lines: events on standard output, what concerns the connection on standard error.
class plain_display final : public display {
public:
  void event(const told_event& event, bool past) override;
  void state(const client::session_state& state) override;
  void joined(const std::string& room, bool again, std::uint64_t missed,
              const std::optional<model::gap>& gap) override;
  void acknowledged(const pending_message& message, const std::string& reply) override;
  void refused(const pending_message& message, const model::failure& why) override;
  void notice(const std::string& text) override;
  void typing(const std::vector<std::string>& names) override;
  void pending(const std::vector<pending_message>& messages) override;
};

/// What a person reads of a session's state: "reconnecting in 1.2 s: …".
[[nodiscard]] std::string state_text(const client::session_state& state);
/// "joined lobby", "resumed, 3 missed messages follow", with the gap where there is one.
[[nodiscard]] std::string joined_text(const std::string& room, bool again, std::uint64_t missed,
                                      const std::optional<model::gap>& gap);

} // namespace snug::console
