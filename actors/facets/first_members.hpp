#pragma once
#include "actors/model/payload.hpp"
#include "actors/model/permission.hpp"
#include "actors/model/result.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::facets {

/// What is wrong with a user id that somebody names, as a rule: it becomes part of keys.
[[nodiscard]] std::optional<std::string_view> check_user(std::string_view user) noexcept;

/// Somebody who is to become a member.
struct first_member {
  std::string user;
  model::role role = model::role::editor;
};

/// Reads a list of user ids or `{user, role?}`, at most 32, each user once; an absent list is empty.
[[nodiscard]] model::result<std::vector<first_member>> read_members(const model::value& list);

} // namespace snug::facets
