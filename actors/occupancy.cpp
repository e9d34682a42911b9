#include "actors/occupancy.hpp"
#include <utility>

namespace snug::actors {

facets::occupant* occupancy::find(const model::return_address& address) noexcept {
  const auto found = by_peer_.find(address);
  return found == by_peer_.end() ? nullptr : &found->second;
}

void occupancy::add(facets::occupant who) {
  const auto address = who.address;
  by_user_[who.who->user].push_back(address);
  if (++on_shard_[address.shard] == 1) shards_ |= 1ull << address.shard;
  by_peer_.emplace(address, std::move(who));
}

facets::occupant occupancy::remove(const model::return_address& address) {
  auto gone = std::move(by_peer_.extract(address).mapped());
  const auto user = by_user_.find(gone.who->user);
  std::erase_if(user->second, [&](const auto& a) { return a.same_peer(address); });
  if (user->second.empty()) by_user_.erase(user);
  if (--on_shard_[address.shard] == 0) shards_ &= ~(1ull << address.shard);
  return gone;
}

std::vector<model::return_address> occupancy::of(std::string_view user) const {
  const auto found = by_user_.find(std::string{user});
  return found == by_user_.end() ? std::vector<model::return_address>{} : found->second;
}

std::vector<std::string> occupancy::people() const {
  std::vector<std::string> users;
  for (const auto& [user, addresses] : by_user_)
    users.push_back(user);
  return users;
}

std::vector<facets::occupant> occupancy::all() const {
  std::vector<facets::occupant> everybody;
  everybody.reserve(by_peer_.size());
  for (const auto& [address, who] : by_peer_)
    everybody.push_back(who);
  return everybody;
}

} // namespace snug::actors
