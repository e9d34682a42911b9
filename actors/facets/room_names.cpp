#include "actors/facets/room_names.hpp"
#include "actors/facets/digest.hpp"
#include "actors/model/utf8.hpp"
#include <algorithm>
#include <initializer_list>

namespace snug::facets {

namespace {

/// 16 bytes of a hash of all parts, each with its length: "ab", "c" isn't "a", "bc".
std::string hashed(std::initializer_list<std::string_view> parts) {
  digest hash;
  for (const auto part : parts) {
    char length[8];
    for (std::size_t i = 0; i < 8; ++i)
      length[i] = static_cast<char>(std::uint64_t{part.size()} >> (56 - 8 * i));
    hash.add({length, sizeof length});
    hash.add(part);
  }
  const auto bytes = hash.finish();
  return {reinterpret_cast<const char*>(bytes.data()), 16};
}

std::string named(std::string_view kind, std::string_view between, std::string_view rest) {
  std::string name(kind);
  name += between;
  name += rest;
  return name;
}

} // namespace

std::string letters_of(std::string_view sixteen) {
  constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : sixteen) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (count += 8; count >= 5; count -= 5)
      out.push_back(letters[(bits >> (count - 5)) & 31]);
  }
  if (count > 0) out.push_back(letters[(bits << (5 - count)) & 31]);
  return out;
}

std::string fingerprint(std::string_view token) { return letters_of(hashed({"token", token})); }

std::string generated_name(std::string_view kind, std::string_view hidden) {
  return named(kind, "-", letters_of(hidden));
}

std::string ref_name(std::string_view kind, std::string_view user, std::string_view ref) {
  if (user.empty()) return named(kind, ":", ref);
  return named(kind, ":~", letters_of(hashed({"ref", kind, user, ref})));
}

std::optional<std::string_view> check_ref(std::string_view ref) noexcept {
  if (ref.empty() || ref.size() > max_ref) return "must have 1 to 90 bytes";
  if (model::has_control_character(ref)) return "must not contain control characters";
  if (ref.front() == '~') return "must not begin with ~";
  return std::nullopt;
}

std::string direct_name(std::string_view one, std::string_view other) {
  const auto [first, second] = std::minmax(one, other);
  return named("direct", ":~", letters_of(hashed({"direct", first, second})));
}

std::string inbox_name(std::string_view user) {
  return named("inbox", ":~", letters_of(hashed({"inbox", user})));
}

} // namespace snug::facets
