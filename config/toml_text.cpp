#include "config/toml_text.hpp"

namespace snug::config {

std::string toml_text(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (byte < 0x20 || byte == 0x7f) {
      out.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::string toml_text(const std::vector<std::string>& list) {
  std::string out = "[";
  for (const auto& each : list)
    out.append(out.size() > 1 ? ", " : "").append(toml_text(each));
  return out += ']';
}

std::string toml_key(std::string_view key) {
  constexpr std::string_view bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  const bool plain = !key.empty() && key.find_first_not_of(bare) == std::string_view::npos;
  return plain ? std::string{key} : toml_text(key);
}

} // namespace snug::config
