#include "transport/dialect/json_number.hpp"
#include "actors/model/pack.hpp"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace snug::dialect {

namespace {

namespace pack = model::pack;

template <class Integer> std::optional<Integer> whole(std::string_view number) noexcept {
  Integer v = 0;
  const auto end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, v);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return v;
}

/// Whether a number that no double is near to is below one, not beyond the largest: by the power of ten of
/// its first digit that isn't zero.
bool is_tiny(std::string_view number) noexcept {
  if (number.starts_with('-')) number.remove_prefix(1);
  const auto e = number.find_first_of("eE");
  const auto digits = number.substr(0, e);
  const auto point = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
  const auto first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  const auto power = point - static_cast<std::int64_t>(first);
  if (e == std::string_view::npos) return power <= 0;
  auto exponent = number.substr(e + 1);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  const auto v = whole<std::int32_t>(exponent);
  // An exponent of more than 32 bits outweighs all digits a message has room for.
  return v ? power + *v <= 0 : exponent.starts_with('-');
}

} // namespace

bool append_json_number(std::string_view number, std::string& out) {
  // Not left to the parser: RapidJSON 1.1.0 computes with an undefined value where a number is next to zero
  // (8E-325).
  if (number.find_first_of(".eE") == std::string_view::npos) {
    if (const auto v = whole<std::int64_t>(number)) {
      pack::integer(out, *v);
      return true;
    }
    if (const auto v = whole<std::uint64_t>(number)) {
      pack::uint(out, *v);
      return true;
    }
  }
  double v = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), v);
  if (read.ec == std::errc::result_out_of_range || std::isinf(v)) {
    if (!is_tiny(number)) return false;
    v = number.starts_with('-') ? -0.0 : 0.0;
  }
  pack::number(out, v);
  return true;
}

} // namespace snug::dialect
