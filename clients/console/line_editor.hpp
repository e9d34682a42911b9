#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace snug::console {

/// The line being typed, with a cursor and the lines entered before. UTF-8 throughout: the cursor stands
/// between characters, marks that join go with what they join. Knows no terminal.
class line_editor {
public:
  void insert(std::string_view text);
  void backspace();
  void erase();      ///< the character under the cursor
  void erase_word(); ///< the one before the cursor
  void erase_to_start();
  void erase_to_end();
  void left();
  void right();
  void word_left();
  void word_right();
  void home() noexcept { cursor_ = 0; }
  void end() noexcept { cursor_ = text_.size(); }
  void older();
  void newer();
  /// Ends the line: returns it, remembers it and starts an empty one.
  std::string take();
  void clear();

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// In bytes from the start.
  [[nodiscard]] std::size_t cursor() const noexcept { return cursor_; }

  static constexpr std::size_t max_bytes = 16'384;
  static constexpr std::size_t max_lines = 200;

private:
  [[nodiscard]] std::size_t before(std::size_t at) const;
  [[nodiscard]] std::size_t behind(std::size_t at) const;
  void show(std::size_t line);

  std::string text_;
  std::size_t cursor_ = 0;
  std::vector<std::string> lines_;
  std::size_t shown_ = 0; ///< index in lines_; their number: the draft
  std::string draft_;     ///< what was typed before going back in time
};

} // namespace snug::console
