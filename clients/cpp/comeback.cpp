#include "clients/cpp/comeback.hpp"
#include <algorithm>
#include <charconv>

namespace snug::client {

comeback after_close(std::uint16_t code) noexcept {
  const auto is = [code](model::close_code c) { return code == static_cast<std::uint16_t>(c); };
  if (is(model::close_code::protocol_abuse) || is(model::close_code::too_large)) return comeback::never;
  if (code >= 4100 && code < 4200) return comeback::with_new_token;
  if (code >= 4400 && code < 4500) return comeback::never;
  return comeback::resume;
}

comeback after_refusal(model::error_code code) noexcept {
  switch (code) {
  case model::error_code::rate_limited:
  case model::error_code::unavailable:
  case model::error_code::storage_full:
  case model::error_code::internal:
    return comeback::resume;
  default:
    return comeback::never;
  }
}

std::optional<std::uint32_t> retry_hint(std::string_view reason) noexcept {
  constexpr std::string_view key = "retry_after";
  constexpr std::uint32_t an_hour = 3'600'000;
  const auto found = reason.find(key);
  if (found == std::string_view::npos || found + key.size() + 1 >= reason.size()) return std::nullopt;
  const auto digits = reason.substr(found + key.size() + 1);
  std::uint32_t ms = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), ms);
  if (end == digits.data()) return std::nullopt;
  return error == std::errc{} ? std::min(ms, an_hour) : an_hour;
}

} // namespace snug::client
