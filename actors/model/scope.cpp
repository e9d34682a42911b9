#include "actors/model/scope.hpp"
#include <utility>

namespace snug::model {

namespace {

constexpr std::pair<scope, std::string_view> words[] = {
    {scope::publish, "publish"}, {scope::rooms, "rooms"}, {scope::users, "users"}, {scope::admin, "admin"}};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

} // namespace

std::string print(scopes s) {
  std::string out;
  for (const auto& [one, word] : words) {
    if ((s.bits() & static_cast<std::uint8_t>(one)) == 0) continue;
    if (!out.empty()) out += ',';
    out += word;
  }
  return out;
}

std::optional<scopes> parse_scopes(std::string_view text) {
  scopes all;
  while (!trimmed(text).empty()) {
    const auto comma = text.find(',');
    const auto word = trimmed(text.substr(0, comma));
    bool known = false;
    for (const auto& [one, name] : words) {
      if (name != word) continue;
      all |= one;
      known = true;
    }
    if (!known) return std::nullopt;
    text = comma == text.npos ? std::string_view{} : text.substr(comma + 1);
  }
  return all;
}

} // namespace snug::model
