#include "actors/yjs/lib0_reader.hpp"
#include "actors/model/utf8.hpp"
#include "actors/yjs/json_text.hpp"

namespace snug::yjs {

namespace {

constexpr int max_any_depth = 64;

enum any_tag : std::uint8_t {
  any_buffer = 116,
  any_array = 117,
  any_object = 118,
  any_text = 119,
  any_true = 120,
  any_false = 121,
  any_bigint = 122,
  any_float64 = 123,
  any_float32 = 124,
  any_integer = 125,
  any_null = 126,
  any_undefined = 127,
};

} // namespace

void lib0_reader::fail(const char* why) noexcept {
  if (!wrong_) wrong_ = why;
  rest_ = rest_.substr(rest_.size());
}

std::uint8_t lib0_reader::byte() noexcept {
  if (rest_.empty()) {
    fail("cut short");
    return 0;
  }
  const auto first = static_cast<std::uint8_t>(rest_[0]);
  rest_.remove_prefix(1);
  return first;
}

std::uint64_t lib0_reader::uint() noexcept {
  std::uint64_t n = 0;
  // Eight groups of 7 bits are 56: what is above 2^53 - 1 is looked at behind the loop.
  for (unsigned shift = 0; shift < 56; shift += 7) {
    const auto next = byte();
    if (!sound()) return 0;
    n |= std::uint64_t{next & 0x7fu} << shift;
    if (next & 0x80u) continue;
    if (n <= largest_integer) return n;
    break;
  }
  fail("an integer above 2^53 - 1");
  return 0;
}

std::string_view lib0_reader::bytes(std::uint64_t count) noexcept {
  if (count > rest_.size()) {
    fail("cut short");
    return rest_;
  }
  const auto out = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return out;
}

std::string_view lib0_reader::buffer() noexcept { return bytes(uint()); }

std::string_view lib0_reader::text() noexcept {
  const auto out = buffer();
  if (model::is_utf8(out)) return out;
  fail("a text that isn't UTF-8");
  return rest_;
}

std::string_view lib0_reader::json() noexcept {
  const auto out = text();
  if (!sound() || is_json(out)) return out;
  fail("a text that isn't JSON");
  return rest_;
}

void lib0_reader::skip_varint() noexcept {
  const auto first = byte();
  std::uint64_t n = first & 0x3fu;
  bool more = first & 0x80u;
  for (unsigned shift = 6; more; shift += 7) {
    const auto next = byte();
    if (!sound()) return;
    if (shift > 48) return fail("an integer above 2^53 - 1");
    n |= std::uint64_t{next & 0x7fu} << shift;
    more = next & 0x80u;
  }
  if (n > largest_integer) fail("an integer above 2^53 - 1");
}

void lib0_reader::skip_any(int depth) noexcept {
  if (depth > max_any_depth) return fail("a value nested too deep");
  switch (byte()) {
  case any_undefined:
  case any_null:
  case any_true:
  case any_false:
    return;
  case any_integer:
    return skip_varint();
  case any_float32:
    bytes(4);
    return;
  case any_float64:
  case any_bigint:
    bytes(8);
    return;
  case any_text:
    text();
    return;
  case any_buffer:
    buffer();
    return;
  case any_object:
    for (auto left = uint(); left > 0 && sound(); --left) {
      text();
      skip_any(depth + 1);
    }
    return;
  case any_array:
    for (auto left = uint(); left > 0 && sound(); --left)
      skip_any(depth + 1);
    return;
  default:
    return fail("a value of no known kind");
  }
}

} // namespace snug::yjs
