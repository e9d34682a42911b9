#include "actors/model/entry_cursor.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/token.hpp"
#include <algorithm>
#include <bit>

namespace snug::model {

namespace {

using what = token::what;

/// The content of a text or byte string.
std::string_view content(std::string_view raw, const token& t) noexcept {
  return raw.substr(std::min<std::size_t>(t.head, raw.size()), static_cast<std::size_t>(t.n));
}

} // namespace

bool value::is_nil() const noexcept { return read_token(raw_).is == what::nil; }
bool value::is_map() const noexcept { return read_token(raw_).is == what::map; }
bool value::is_array() const noexcept { return read_token(raw_).is == what::array; }

std::optional<bool> value::boolean() const noexcept {
  const auto t = read_token(raw_);
  if (t.is != what::boolean) return std::nullopt;
  return t.n == 1;
}

std::optional<std::uint64_t> value::uint() const noexcept {
  const auto t = read_token(raw_);
  if (t.is != what::uint) return std::nullopt;
  return t.n;
}

std::optional<std::int64_t> value::integer() const noexcept {
  const auto t = read_token(raw_);
  if (t.is == what::negative || (t.is == what::uint && t.n <= INT64_MAX))
    return static_cast<std::int64_t>(t.n);
  return std::nullopt;
}

std::optional<double> value::number() const noexcept {
  const auto t = read_token(raw_);
  if (t.is == what::real) return std::bit_cast<double>(t.n);
  if (t.is == what::uint) return static_cast<double>(t.n);
  if (t.is == what::negative) return static_cast<double>(static_cast<std::int64_t>(t.n));
  return std::nullopt;
}

std::optional<std::string_view> value::text() const noexcept {
  const auto t = read_token(raw_);
  if (t.is != what::text) return std::nullopt;
  return content(raw_, t);
}

std::optional<std::string_view> value::bytes() const noexcept {
  const auto t = read_token(raw_);
  if (t.is != what::bytes) return std::nullopt;
  return content(raw_, t);
}

std::size_t value::size() const noexcept {
  const auto t = read_token(raw_);
  return t.is == what::array || t.is == what::map ? static_cast<std::size_t>(t.n) : 0;
}

value value::at(std::size_t i) const noexcept {
  const auto t = read_token(raw_);
  if (t.is != what::array || i >= t.n) return {};
  auto rest = raw_.substr(t.head);
  for (;; --i) {
    const auto length = skip_value(rest);
    if (!length) return {};
    if (i == 0) return value{rest.substr(0, *length)};
    rest.remove_prefix(*length);
  }
}

value value::find(std::string_view key) const noexcept {
  entry_cursor entries(*this);
  while (entries.next())
    if (entries.key() == key) return entries.content();
  return {};
}

} // namespace snug::model
