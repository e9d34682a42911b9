#pragma once
#include "actors/facets/facet.hpp"
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::actors {

/// A table by connection: an address without its ref.
struct hash_peer {
  std::size_t operator()(const model::return_address& a) const noexcept {
    return ((std::size_t{a.shard} << 32) | a.slot) * 0x9e3779b97f4a7c15ull;
  }
};
struct same_peer {
  bool operator()(const model::return_address& a, const model::return_address& b) const noexcept {
    return a.same_peer(b);
  }
};
template <class Value> using by_peer = std::unordered_map<model::return_address, Value, hash_peer, same_peer>;

/// The sessions that are in a room, by connection and by user, and the shards they are on. Owned by an awake
/// room.
class occupancy {
public:
  [[nodiscard]] facets::occupant* find(const model::return_address& address) noexcept;
  /// `who.address` must not be in yet.
  void add(facets::occupant who);
  /// Returns the one that went; the address must be in.
  facets::occupant remove(const model::return_address& address);

  /// The connections of `user`; a copy, so that the caller may put them out one by one.
  [[nodiscard]] std::vector<model::return_address> of(std::string_view user) const;
  /// All users; a copy, too.
  [[nodiscard]] std::vector<std::string> people() const;
  [[nodiscard]] bool present(std::string_view user) const noexcept {
    return by_user_.contains(std::string{user});
  }

  /// Everybody; a copy.
  [[nodiscard]] std::vector<facets::occupant> all() const;
  [[nodiscard]] bool empty() const noexcept { return by_peer_.empty(); }
  [[nodiscard]] std::size_t users() const noexcept { return by_user_.size(); }
  /// Bit i: somebody is on shard i.
  [[nodiscard]] std::uint64_t shards() const noexcept { return shards_; }

private:
  by_peer<facets::occupant> by_peer_;
  std::unordered_map<std::string, std::vector<model::return_address>> by_user_;
  std::array<std::uint32_t, 64> on_shard_{};
  std::uint64_t shards_ = 0;
};

} // namespace snug::actors
