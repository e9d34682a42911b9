#include "actors/facets/first_members.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/room_tables.hpp"
#include "actors/model/utf8.hpp"
#include <algorithm>

namespace snug::facets {

namespace {

model::failure wrong(std::string_view rule) {
  return refuse(model::error_code::bad_request, std::string(rule), "members");
}

} // namespace

std::optional<std::string_view> check_user(std::string_view user) noexcept {
  if (user.empty() || user.size() > 256) return "must have 1 to 256 bytes";
  if (model::has_control_character(user)) return "must not contain control characters";
  return std::nullopt;
}

model::result<std::vector<first_member>> read_members(const model::value& list) {
  std::vector<first_member> members;
  if (list.size() > max_first_members) return wrong("must be at most 32");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto each = list.at(i);
    const auto user = (each.is_map() ? each.find("user") : each).text().value_or(std::string_view{});
    if (check_user(user)) return wrong("must be user ids, or {user, role?}");
    first_member member{std::string(user), model::role::editor};
    if (const auto role = each.find("role"); role.present()) {
      const auto given = model::role_of(role.text().value_or(""));
      if (!given || *given <= model::role::banned)
        return wrong("must have roles of viewer, editor, host or owner");
      member.role = *given;
    }
    if (std::ranges::find(members, member.user, &first_member::user) != members.end())
      return wrong("must name each user once");
    members.push_back(std::move(member));
  }
  return members;
}

} // namespace snug::facets
