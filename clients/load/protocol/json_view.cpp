#include "clients/load/protocol/json_view.hpp"
#include <charconv>

namespace snug::load {

namespace {

/// How many bytes the string at the start of `text` takes, quotes included; 0 where it doesn't end.
std::size_t string_size(std::string_view text) noexcept {
  std::size_t i = 1;
  while (i < text.size() && text[i] != '"')
    i += text[i] == '\\' ? 2 : 1;
  return i < text.size() ? i + 1 : 0;
}

std::size_t bracketed_size(std::string_view text) noexcept {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = text[i];
    if (c == '"') {
      const auto size = string_size(text.substr(i));
      if (size == 0) return 0;
      i += size;
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && --depth == 0) return i + 1;
    ++i;
  }
  return 0;
}

/// How many bytes the value at the start of `text` takes; 0 where it doesn't end.
std::size_t value_size(std::string_view text) noexcept {
  if (text.empty()) return 0;
  if (text[0] == '"') return string_size(text);
  if (text[0] == '[' || text[0] == '{') return bracketed_size(text);
  const auto end = text.find_first_of(",:]} \t\r\n");
  return end == text.npos ? text.size() : end;
}

} // namespace

std::optional<std::string_view> json_view::text() const noexcept {
  if (raw_.size() < 2 || raw_[0] != '"') return std::nullopt;
  return raw_.substr(1, raw_.size() - 2);
}

std::optional<std::uint64_t> json_view::uint() const noexcept {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(raw_.data(), raw_.data() + raw_.size(), out);
  if (error != std::errc{} || end != raw_.data() + raw_.size()) return std::nullopt;
  return out;
}

json_view json_view::find(std::string_view key) const noexcept {
  if (raw_.empty() || raw_[0] != '{') return {};
  auto in = elements();
  for (auto name = in.next(); name.present(); name = in.next()) {
    const auto value = in.next();
    if (name.text() == key) return value;
  }
  return {};
}

json_cursor json_view::elements() const noexcept {
  const bool container = !raw_.empty() && (raw_[0] == '[' || raw_[0] == '{');
  return json_cursor(container ? raw_.substr(1) : std::string_view{});
}

json_view json_cursor::next() noexcept {
  const auto begin = rest_.find_first_not_of(",: \t\r\n");
  rest_.remove_prefix(begin == rest_.npos ? rest_.size() : begin);
  if (rest_.empty() || rest_[0] == ']' || rest_[0] == '}') return {};
  const auto size = value_size(rest_);
  const json_view out(rest_.substr(0, size));
  rest_.remove_prefix(size == 0 ? rest_.size() : size);
  return out;
}

} // namespace snug::load
