#include "actors/yjs/json_value.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/token.hpp"
#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace snug::yjs {

namespace {

namespace pack = model::pack;

void put_utf8(std::uint32_t c, std::string& out) {
  const auto byte = [&](std::uint32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    byte(0xe0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3f));
  } else {
    byte(0xf0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3f));
    byte(0x80 | (c >> 6 & 0x3f));
  }
  byte(0x80 | (c & 0x3f));
}

/// Walks JSON that is known to be sound: it looks only for what tells one thing from another.
class source {
public:
  source(std::string_view json, std::string& out)
    : rest_(json)
    , out_(out) {}

  void value() {
    switch (peek()) {
    case '{':
      return container(true);
    case '[':
      return container(false);
    case '"':
      return pack::text(out_, string());
    case 't':
      return word(4, [&] { pack::boolean(out_, true); });
    case 'f':
      return word(5, [&] { pack::boolean(out_, false); });
    case 'n':
      return word(4, [&] { pack::nil(out_); });
    default:
      return number();
    }
  }

private:
  char peek() {
    while (!rest_.empty() && std::string_view(" \t\n\r").find(rest_[0]) != std::string_view::npos)
      rest_.remove_prefix(1);
    return rest_.empty() ? '\0' : rest_[0];
  }
  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  template <class Put> void word(std::size_t size, Put put) {
    rest_.remove_prefix(size);
    put();
  }

  /// How many entries it has stands in front of them: they go to a string of their own.
  void container(bool map) {
    std::string inside;
    source entries(rest_.substr(1), inside);
    std::uint32_t count = 0;
    const char end = map ? '}' : ']';
    while (!entries.take(end)) {
      if (map) {
        (void)entries.peek();
        pack::text(inside, entries.string());
        entries.take(':');
      }
      entries.value();
      entries.take(',');
      ++count;
    }
    rest_ = entries.rest_;
    if (map)
      pack::map(out_, count);
    else
      pack::array(out_, count);
    out_.append(inside);
  }

  std::string string() {
    std::string text;
    rest_.remove_prefix(1);
    while (rest_[0] != '"') {
      const auto plain = rest_.find_first_of("\"\\");
      text.append(rest_.substr(0, plain));
      rest_.remove_prefix(plain);
      if (rest_[0] == '\\') escape(text);
    }
    rest_.remove_prefix(1);
    return text;
  }

  void escape(std::string& text) {
    constexpr std::string_view letters = "bfnrt";
    constexpr std::string_view meant = "\b\f\n\r\t";
    const char c = rest_[1];
    if (c == 'u') return put_utf8(code_point(), text);
    rest_.remove_prefix(2);
    const auto which = letters.find(c);
    text.push_back(which == std::string_view::npos ? c : meant[which]);
  }

  std::uint32_t code_point() {
    constexpr std::uint32_t replacement = 0xfffd;
    const auto high = unit();
    if (high < 0xd800 || high >= 0xe000) return high;
    if (high >= 0xdc00 || !rest_.starts_with("\\u")) return replacement;
    const auto before = rest_;
    const auto low = unit();
    if (low >= 0xdc00 && low < 0xe000) return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    rest_ = before;
    return replacement;
  }
  std::uint32_t unit() {
    std::uint32_t n = 0;
    std::from_chars(rest_.data() + 2, rest_.data() + 6, n, 16);
    rest_.remove_prefix(6);
    return n;
  }

  void number() {
    const auto size = std::min(rest_.find_first_not_of("+-.0123456789eE"), rest_.size());
    const auto text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    const char* const end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole);
        read.ec == std::errc{} && read.ptr == end && text != "-0")
      return pack::integer(out_, whole);
    double real = 0;
    if (std::from_chars(text.data(), end, real).ec == std::errc::result_out_of_range)
      return pack::nil(out_); // JavaScript makes it infinite or zero: it says nothing
    pack::number(out_, real);
  }

  std::string_view rest_;
  std::string& out_;
};

template <class Number> void put_number(Number n, std::string& out) {
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, n).ptr);
}

/// Takes a value off the front.
void put_value(std::string_view& rest, std::string& out);

void put_container(const model::token& head, std::string_view& rest, std::string& out) {
  const bool map = head.is == model::token::what::map;
  out.push_back(map ? '{' : '[');
  for (std::uint64_t i = 0; i < head.n && !rest.empty(); ++i) {
    if (i > 0) out.push_back(',');
    if (map) {
      put_value(rest, out);
      out.push_back(':');
    }
    put_value(rest, out);
  }
  out.push_back(map ? '}' : ']');
}

void put_value(std::string_view& rest, std::string& out) {
  using what = model::token::what;
  const auto head = model::read_token(rest);
  const auto whole = rest.substr(0, static_cast<std::size_t>(head.own_size()));
  rest.remove_prefix(whole.size());
  switch (head.is) {
  case what::boolean:
    out.append(head.n != 0 ? "true" : "false");
    return;
  case what::uint:
    return put_number(head.n, out);
  case what::negative:
    return put_number(static_cast<std::int64_t>(head.n), out);
  case what::real:
    if (const auto n = std::bit_cast<double>(head.n); std::isfinite(n)) return put_number(n, out);
    break;
  case what::text:
    return put_json_text(whole.substr(head.head), out);
  case what::array:
  case what::map:
    return put_container(head, rest, out);
  default:
    break;
  }
  out.append("null");
}

} // namespace

void json_to_payload(std::string_view json, std::string& out) { source(json, out).value(); }

void payload_to_json(std::string_view payload, std::string& out) {
  if (payload.empty())
    out.append("null");
  else
    put_value(payload, out);
}

void put_json_text(std::string_view text, std::string& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      out.append("\\u00");
      out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
      out.push_back(digits[c & 15]);
      continue;
    }
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
}

} // namespace snug::yjs
