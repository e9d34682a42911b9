#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::console {

/// What a person pressed.
enum class key : std::uint8_t {
  text, ///< one character, or what was pasted
  enter,
  tab,
  escape,
  backspace,
  erase,
  erase_word,
  erase_to_start,
  erase_to_end,
  left,
  right,
  word_left,
  word_right,
  home,
  end,
  up,
  down,
  interrupt,
  end_of_input,
  redraw,
  suspend,
  unknown,
};

struct key_press {
  key is = key::unknown;
  std::string text; ///< of key::text
};

/// Turns a terminal's bytes into keys, however they are cut. Pasted text (bracketed paste) comes as text, its
/// line ends as spaces, its control characters dropped. Knows no terminal.
class key_reader {
public:
  void feed(std::string_view bytes) { bytes_ += bytes; }
  /// The next whole key; nothing until more bytes come.
  [[nodiscard]] std::optional<key_press> next();
  /// Nothing more came for a while: an escape that stands alone is the key itself.
  [[nodiscard]] std::optional<key_press> give_up();
  [[nodiscard]] bool waits() const noexcept { return !bytes_.empty(); }

private:
  [[nodiscard]] std::optional<key_press> control(unsigned char byte);
  [[nodiscard]] std::optional<key_press> sequence();
  [[nodiscard]] std::optional<key_press> pasted();
  [[nodiscard]] std::optional<key_press> character();
  std::string bytes_;
  bool pasting_ = false;
};

} // namespace snug::console
