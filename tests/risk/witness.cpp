#include "tests/risk/witness.hpp"
#include "actors/room_authority.hpp"
#include <algorithm>

namespace snug::risk {

void witness::came_in(int room, const address& peer, const std::string& user, std::uint64_t basis) {
  rights_[room][peer] = {user, basis, true};
}

void witness::went(int room, const address& peer) { rights_[room][peer].inside = false; }

std::set<address, address_less> witness::audience(int room) const {
  std::set<address, address_less> found;
  const auto insiders = rights_.find(room);
  if (insiders == rights_.end()) return found;
  for (const auto& [peer, right] : insiders->second) {
    const auto same = [&](const auto& hold) { return hold.second == std::pair{room, right.user}; };
    if (right.inside && std::ranges::none_of(holds_, same)) found.insert(peer);
  }
  return found;
}

void witness::delivers(int room, const address& peer, const record_ptr& event, const room_rows& truth) const {
  promise(event->offset <= truth.log.size() && truth.log[event->offset - 1] == event,
          "an event that is not in the log was delivered");
  const auto& right = rights_.at(room).at(peer);
  for (auto offset = right.basis + 1; offset <= event->offset; ++offset) {
    const auto change = actors::member_change_of(*truth.log[offset - 1]);
    const bool taken =
        change && change->user == right.user && change->role && *change->role < model::role::viewer;
    promise(!taken, right.user + " got event " + std::to_string(event->offset) + " of room " +
                        std::to_string(room) + " after losing the right at " + std::to_string(offset));
  }
}

} // namespace snug::risk
