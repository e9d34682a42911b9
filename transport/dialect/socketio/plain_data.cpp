#include "transport/dialect/socketio/plain_data.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/token.hpp"
#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace snug::socketio {

namespace {

namespace pack = model::pack;
using what = model::token::what;

constexpr std::string_view undefined("\xd4\0\0", 3);

bool has_ext(std::string_view rest) noexcept {
  while (!rest.empty()) {
    const auto t = model::read_token(rest);
    if (t.is == what::ext) return true;
    if (t.is == what::cut_short || t.own_size() > rest.size()) return false;
    rest.remove_prefix(static_cast<std::size_t>(t.own_size()));
  }
  return false;
}

/// Days since 1970 as a date of the Gregorian calendar (Howard Hinnant, chrono-compatible date algorithms).
struct civil {
  std::int64_t year;
  unsigned month, day;
};

civil civil_of(std::int64_t days) noexcept {
  days += 719'468;
  const auto era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto of_era = static_cast<unsigned>(days - era * 146'097);
  const auto year_of_era = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const auto of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto shifted = (5 * of_year + 2) / 153;
  const auto month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2), month,
          of_year - (153 * shifted + 2) / 5 + 1};
}

/// As `Date.prototype.toISOString`; what no Date can be is nil, as JSON has it.
void append_date(std::string& out, std::int64_t ms) {
  constexpr std::int64_t last = 8'640'000'000'000'000; // ECMA-262, time range
  if (ms < -last || ms > last) return pack::nil(out);
  constexpr std::int64_t day_ms = 86'400'000;
  const auto days = (ms >= 0 ? ms : ms - (day_ms - 1)) / day_ms;
  const auto left = static_cast<int>(ms - days * day_ms);
  const auto date = civil_of(days);
  const bool four_digits = date.year >= 0 && date.year <= 9'999;
  std::array<char, 48> text;
  const auto n = std::snprintf(text.data(), text.size(),
                               four_digits ? "%04lld-%02u-%02uT%02d:%02d:%02d.%03dZ"
                                           : "%+07lld-%02u-%02uT%02d:%02d:%02d.%03dZ",
                               static_cast<long long>(date.year), date.month, date.day, left / 3'600'000,
                               left / 60'000 % 60, left / 1'000 % 60, left % 1'000);
  pack::text(out, {text.data(), static_cast<std::size_t>(n)});
}

/// Takes one value after the other off the front and writes it plainly.
class plain_writer {
public:
  plain_writer(std::string_view in, std::string& out) noexcept
    : rest_(in)
    , out_(out) {}

  [[nodiscard]] bool whole() { return one(0) && rest_.empty(); }

private:
  bool one(unsigned depth) {
    const auto t = model::read_token(rest_);
    if (t.is == what::cut_short || t.is == what::unused || t.own_size() > rest_.size()) return false;
    if (t.is == what::array || t.is == what::map) return container(t, depth);
    const auto raw = rest_.substr(0, static_cast<std::size_t>(t.own_size()));
    rest_.remove_prefix(raw.size());
    if (t.is == what::ext) return ext(raw, t);
    out_.append(raw);
    return true;
  }

  bool container(const model::token& t, unsigned depth) {
    // Every value takes a byte: a count that promises more is false.
    if (depth >= max_nesting || t.inner() > rest_.size()) return false;
    rest_.remove_prefix(t.head);
    const auto begin = out_.size();
    auto kept = t.n;
    for (std::uint64_t i = 0; i < t.n; ++i) {
      if (t.is == what::map) {
        const auto before = out_.size();
        if (!one(depth + 1)) return false; // the key
        if (rest_.starts_with(undefined)) {
          rest_.remove_prefix(undefined.size());
          out_.resize(before);
          --kept;
          continue;
        }
      }
      if (!one(depth + 1)) return false;
    }
    std::string head;
    t.is == what::map ? pack::map(head, static_cast<std::uint32_t>(kept))
                      : pack::array(head, static_cast<std::uint32_t>(kept));
    out_.insert(begin, head);
    return true;
  }

  /// The byte behind the head is the type. Fixed sizes and others are told apart: of type 0 there are an
  /// `undefined`, dates and array buffers.
  bool ext(std::string_view raw, const model::token& t) {
    const auto first = static_cast<unsigned char>(raw[0]);
    const auto content = raw.substr(t.head);
    if (content.empty() || content[0] != 0) return false;
    const auto bytes = content.substr(1);
    if (first == 0xd4) return pack::nil(out_), true;
    if (first == 0xd7) {
      std::uint64_t ms = 0;
      for (const char c : bytes)
        ms = ms << 8 | static_cast<unsigned char>(c);
      return append_date(out_, static_cast<std::int64_t>(ms)), true;
    }
    if (first != 0xc7 && first != 0xc8 && first != 0xc9) return false;
    return pack::bytes(out_, bytes), true;
  }

  std::string_view rest_;
  std::string& out_;
};

/// A placeholder as `json_reader` packs it, whichever key comes first, at the front of `rest`: its number,
/// and the bytes it takes in `size`.
std::optional<std::uint64_t> placeholder(std::string_view rest, std::size_t& size) noexcept {
  constexpr std::string_view head = "\x82", mark = "\xac_placeholder\xc3", number = "\xa3num";
  const auto begin = rest.size();
  if (!rest.starts_with(head)) return std::nullopt;
  rest.remove_prefix(head.size());
  const bool mark_first = rest.starts_with(mark);
  if (mark_first) rest.remove_prefix(mark.size());
  if (!rest.starts_with(number)) return std::nullopt;
  rest.remove_prefix(number.size());
  const auto t = model::read_token(rest);
  if (t.is != what::uint) return std::nullopt;
  rest.remove_prefix(t.head);
  if (!mark_first) {
    if (!rest.starts_with(mark)) return std::nullopt;
    rest.remove_prefix(mark.size());
  }
  size = begin - rest.size();
  return t.n;
}

} // namespace

bool is_undefined(std::string_view msgpack) noexcept { return msgpack == undefined; }

bool append_plain(std::string_view msgpack, std::string& out) {
  if (!has_ext(msgpack)) {
    if (model::skip_value(msgpack) != msgpack.size()) return false;
    out.append(msgpack);
    return true;
  }
  return plain_writer(msgpack, out).whole();
}

std::optional<std::string_view> complaint_about(std::string_view data) {
  if (data.empty()) return std::nullopt;
  const auto t = model::read_token(data);
  if (t.is != what::array) return model::check_payload(data);
  auto rest = data.substr(t.head);
  while (!rest.empty()) {
    std::string_view rule;
    const auto size = model::value_length(rest, &rule);
    if (!size) return rule;
    rest.remove_prefix(*size);
  }
  return std::nullopt;
}

bool append_with_attachments(std::string_view data, std::span<const std::string> attachments,
                             std::string& out) {
  std::vector<bool> used(attachments.size());
  while (!data.empty()) {
    std::size_t size = 0;
    if (const auto number = placeholder(data, size)) {
      // Once each: many that name a large one would make a packet of any size.
      if (*number >= attachments.size() || used[static_cast<std::size_t>(*number)]) return false;
      used[static_cast<std::size_t>(*number)] = true;
      pack::bytes(out, attachments[static_cast<std::size_t>(*number)]);
    } else {
      const auto t = model::read_token(data);
      size = static_cast<std::size_t>(t.own_size());
      if (size == 0 || size > data.size()) return false;
      out.append(data.substr(0, size));
    }
    data.remove_prefix(size);
  }
  return true;
}

} // namespace snug::socketio
