#include "actors/model/identity.hpp"
#include <algorithm>

namespace snug::model {

role identity::granted_in(std::string_view room) const noexcept {
  auto best = role::none;
  for (const auto& grant : grants) {
    const std::string_view wanted = grant.room;
    const bool fits =
        wanted.ends_with('*') ? room.starts_with(wanted.substr(0, wanted.size() - 1)) : room == wanted;
    if (fits) best = std::max(best, grant.role);
  }
  return best;
}

const identity_ptr& server_identity() {
  static const identity_ptr server = [] {
    identity who;
    who.admin = true;
    return std::make_shared<const identity>(std::move(who));
  }();
  return server;
}

} // namespace snug::model
