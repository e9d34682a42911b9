#include "actors/session_directory.hpp"

namespace snug::actors {

caf::strong_actor_ptr session_directory::claim(std::uint64_t session, caf::strong_actor_ptr by) {
  auto& slot = served_by_[session];
  if (slot == by) return nullptr;
  std::swap(slot, by);
  return by;
}

void session_directory::release(std::uint64_t session, const caf::strong_actor_ptr& by) {
  const auto found = served_by_.find(session);
  if (found != served_by_.end() && found->second == by) served_by_.erase(found);
}

caf::strong_actor_ptr session_directory::find(std::uint64_t session) const {
  const auto found = served_by_.find(session);
  return found == served_by_.end() ? nullptr : found->second;
}

} // namespace snug::actors
