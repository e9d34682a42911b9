#include "actors/yjs/json_text.hpp"
#include <cstddef>

namespace snug::yjs {

namespace {

constexpr int max_depth = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// The grammar of RFC 8259 §2 to §7, a function for each of its words; each takes what it names off the
/// front.
class grammar {
public:
  explicit grammar(std::string_view text)
    : rest_(text) {}

  bool value(int depth) {
    space();
    if (rest_.empty() || depth > max_depth) return false;
    switch (rest_[0]) {
    case '{':
      return members(depth);
    case '[':
      return elements(depth);
    case '"':
      return string();
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      return number();
    }
  }

  bool at_end() {
    space();
    return rest_.empty();
  }

private:
  void space() {
    while (!rest_.empty() && std::string_view(" \t\n\r").find(rest_[0]) != std::string_view::npos)
      rest_.remove_prefix(1);
  }

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool word(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  bool members(int depth) {
    take('{');
    space();
    if (take('}')) return true;
    do {
      space();
      if (!string()) return false;
      space();
      if (!take(':') || !value(depth + 1)) return false;
      space();
    } while (take(','));
    return take('}');
  }

  bool elements(int depth) {
    take('[');
    space();
    if (take(']')) return true;
    do {
      if (!value(depth + 1)) return false;
      space();
    } while (take(','));
    return take(']');
  }

  bool string() {
    if (!take('"')) return false;
    while (!rest_.empty()) {
      const char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  bool escape() {
    if (rest_.empty()) return false;
    const char c = rest_[0];
    rest_.remove_prefix(1);
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i, rest_.remove_prefix(1))
      if (rest_.empty() || !is_hex(rest_[0])) return false;
    return true;
  }

  bool digits() {
    std::size_t n = 0;
    while (n < rest_.size() && is_digit(rest_[n]))
      ++n;
    rest_.remove_prefix(n);
    return n > 0;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  std::string_view rest_;
};

} // namespace

bool is_json(std::string_view text) noexcept {
  grammar g(text);
  return g.value(0) && g.at_end();
}

} // namespace snug::yjs
