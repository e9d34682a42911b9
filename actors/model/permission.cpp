#include "actors/model/permission.hpp"
#include "actors/model/word_list.hpp"
#include <array>
#include <bit>

namespace snug::model {

namespace {

constexpr std::array<std::string_view, 6> role_names = {"none",   "banned", "viewer",
                                                        "editor", "host",   "owner"};

constexpr permissions attend = permissions(permission::see) | permission::join | permission::read;
constexpr permissions take_part = attend | permission::speak | permission::publish | permission::signal;

} // namespace

std::string_view name_of(permission p) noexcept {
  if (p == permission::none) return {};
  return word_at(permission_names, static_cast<std::size_t>(std::countr_zero(static_cast<std::uint32_t>(p))));
}

std::optional<permission> permission_of(std::string_view name) noexcept {
  const auto place = place_of(name, permission_names);
  if (!place) return std::nullopt;
  return static_cast<permission>(1u << *place);
}

std::string_view name_of(role r) noexcept {
  const auto i = static_cast<std::size_t>(r);
  return i < role_names.size() ? role_names[i] : role_names[0];
}

std::optional<role> role_of(std::string_view name) noexcept {
  for (std::size_t i = 0; i < role_names.size(); ++i)
    if (role_names[i] == name) return static_cast<role>(i);
  return std::nullopt;
}

permissions default_permissions(role r) noexcept {
  switch (r) {
  case role::none:
    return {};
  // Whoever was banned knows the room: it is refused openly instead of being told that there is none.
  case role::banned:
    return permission::see;
  case role::viewer:
    return attend;
  case role::editor:
    return take_part;
  case role::host:
    return take_part | permission::manage_members | permission::invite;
  case role::owner:
    return take_part | permission::manage_members | permission::invite | permission::manage_room;
  }
  return {};
}

std::array<permissions, 6> default_roles() noexcept {
  std::array<permissions, 6> all;
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = default_permissions(static_cast<role>(i));
  return all;
}

} // namespace snug::model
