#include "actors/model/names.hpp"
#include "actors/model/utf8.hpp"

namespace snug::model {

namespace {

std::optional<std::string_view> check(std::string_view text, std::size_t max,
                                      std::string_view length_rule) noexcept {
  if (text.empty() || text.size() > max) return length_rule;
  if (!is_utf8(text)) return "must be valid UTF-8";
  if (has_control_character(text)) return "must not contain control characters";
  return std::nullopt;
}

} // namespace

std::optional<std::string_view> check_room_name(std::string_view name) noexcept {
  static_assert(max_room_name == 128);
  return check(name, max_room_name, "must be 1 to 128 bytes");
}

std::optional<std::string_view> check_name(std::string_view name) noexcept {
  static_assert(max_name == 64);
  return check(name, max_name, "must be 1 to 64 bytes");
}

std::optional<std::string_view> check_id(std::string_view id) noexcept {
  static_assert(max_id == 64);
  return check(id, max_id, "must be 1 to 64 bytes");
}

} // namespace snug::model
