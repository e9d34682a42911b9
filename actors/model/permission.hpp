#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace snug::model {

/// A member's lasting standing in a room. Frozen on disk. `none`: not a member.
enum class role : std::uint8_t { none = 0, banned = 1, viewer = 2, editor = 3, host = 4, owner = 5 };

[[nodiscard]] std::string_view name_of(role r) noexcept;
[[nodiscard]] std::optional<role> role_of(std::string_view name) noexcept;

/// One thing a role may do in a room; a set of them is a `permissions`.
enum class permission : std::uint32_t {
  none = 0,
  see = 1u << 0,            ///< learn that the room exists
  join = 1u << 1,           ///< come in and receive events
  read = 1u << 2,           ///< read its history
  speak = 1u << 3,          ///< message.send
  publish = 1u << 4,        ///< free events
  signal = 1u << 5,         ///< typing, presence: short-lived signs of life
  manage_members = 1u << 6, ///< add, kick, ban, change roles below one's own
  manage_room = 1u << 7,    ///< change or delete the room itself
  invite = 1u << 8,         ///< invite others, with a role below one's own
};
/// In the order of the values, separated by '|'.
inline constexpr std::string_view permission_names =
    "see|join|read|speak|publish|signal|manage_members|manage_room|invite";
[[nodiscard]] std::string_view name_of(permission p) noexcept;
[[nodiscard]] std::optional<permission> permission_of(std::string_view name) noexcept;

/// A set of permissions.
class permissions {
public:
  constexpr permissions() noexcept = default;
  constexpr permissions(std::uint32_t bits) noexcept
    : bits_(bits) {}
  constexpr permissions(permission p) noexcept
    : bits_(static_cast<std::uint32_t>(p)) {}

  [[nodiscard]] constexpr bool has(permission p) const noexcept {
    return (bits_ & static_cast<std::uint32_t>(p)) == static_cast<std::uint32_t>(p);
  }
  [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }
  friend constexpr permissions operator|(permissions a, permissions b) noexcept {
    return {a.bits_ | b.bits_};
  }
  friend constexpr permissions operator&(permissions a, permissions b) noexcept {
    return {a.bits_ & b.bits_};
  }
  [[nodiscard]] constexpr permissions without(permissions other) const noexcept {
    return {bits_ & ~other.bits_};
  }
  friend constexpr bool operator==(permissions, permissions) noexcept = default;

private:
  std::uint32_t bits_ = 0;
};

/// What each role may do unless the kind says otherwise.
[[nodiscard]] permissions default_permissions(role r) noexcept;
/// The same for all roles, by their value.
[[nodiscard]] std::array<permissions, 6> default_roles() noexcept;

} // namespace snug::model
