#pragma once
#include "clients/console/display.hpp"

namespace snug::console {

/// A chat as JSON lines on standard output: events as they came, and objects named `state`, `joined`,
/// `acknowledged`, `refused`, `notice`.
class json_display final : public display {
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

} // namespace snug::console
