#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace snug::facets {

/// Names of rooms that nobody chose. What stands behind `:~` or `-` is 26 letters of base 32: 128 bits, from
/// 16 bytes nobody can guess or from a hash (SHA-256) of what the room is for.

/// `<kind>-…` out of 16 hidden bytes.
[[nodiscard]] std::string generated_name(std::string_view kind, std::string_view hidden);

/// The room that an app calls `ref`. Of the app itself (`user` is ""): `<kind>:<ref>`, a name that its
/// clients know beforehand. Of a user: `<kind>:~…`, out of user and ref, so that users can't take each
/// other's or the app's.
[[nodiscard]] std::string ref_name(std::string_view kind, std::string_view user, std::string_view ref);
inline constexpr std::size_t max_ref = 90; ///< bytes; with a kind's 32 it fits a room's name
/// What is wrong with a ref, as a rule.
[[nodiscard]] std::optional<std::string_view> check_ref(std::string_view ref) noexcept;

/// The one room of two users, whichever of them asks: `direct:~…`.
[[nodiscard]] std::string direct_name(std::string_view one, std::string_view other);
/// The room of announcements: it comes into being when it is first asked for.
inline constexpr std::string_view everyone = "everyone";
/// A user's own room: `inbox:~…`.
[[nodiscard]] std::string inbox_name(std::string_view user);

/// What is kept of a secret token: 26 letters of its hash.
[[nodiscard]] std::string fingerprint(std::string_view token);

/// 26 letters out of 16 bytes.
[[nodiscard]] std::string letters_of(std::string_view sixteen);

} // namespace snug::facets
