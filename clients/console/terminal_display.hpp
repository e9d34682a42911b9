#pragma once
#include "clients/console/display.hpp"
#include "clients/console/line_editor.hpp"
#include "clients/console/terminal.hpp"
#include <string>
#include <vector>

namespace snug::console {

/// A chat at a terminal: what is said scrolls by as ordinary output, so the terminal's own scrollback holds
/// it; below it stand the messages on their way, a line about the connection and who types, and the line
/// being edited. Only that foot is ever drawn over.
class terminal_display final : public display {
public:
  /// Both must outlive it.
  terminal_display(const terminal& on, const line_editor& editor, std::string room);
  /// Takes the foot away.
  ~terminal_display() override;

  void event(const told_event& event, bool past) override;
  void state(const client::session_state& state) override;
  void joined(const std::string& room, bool again, std::uint64_t missed,
              const std::optional<model::gap>& gap) override;
  void acknowledged(const pending_message& message, const std::string& reply) override;
  void refused(const pending_message& message, const model::failure& why) override;
  void notice(const std::string& text) override;
  void typing(const std::vector<std::string>& names) override;
  void pending(const std::vector<pending_message>& messages) override;

  /// Draws what has changed, in one write. Called once for everything that happened together.
  void draw();
  /// The terminal changed its size or was written to by others.
  void draw_anew();

private:
  void print(std::string_view style, const std::string& line);
  [[nodiscard]] std::vector<std::string> foot(std::size_t columns) const;
  [[nodiscard]] std::string input_line(std::size_t columns, std::size_t& cursor_column) const;

  const terminal& terminal_;
  const line_editor& editor_;
  std::string room_;
  std::string above_; ///< lines said since the last drawing
  std::string state_ = "connecting";
  bool connected_ = false;
  std::vector<std::string> typing_;
  std::vector<pending_message> pending_;
  std::size_t rows_ = 0; ///< of the foot as drawn, the input line included
};

} // namespace snug::console
