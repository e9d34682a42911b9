#pragma once
#include "actors/model/identity.hpp"
#include "actors/model/key.hpp"
#include "actors/rate_budgets.hpp"
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace snug::actors {

/// What sessions, users, keys and rooms may do. Commands per second: 0 is no bound.
struct command_limits {
  unsigned rooms = 100; ///< one session is in
  unsigned guest_rooms = 100;
  unsigned commands_per_second = 0;       ///< of one session; over HTTP, which has none, of one user
  unsigned guest_commands_per_second = 0; ///< 0: as for everybody
  unsigned user_commands_per_second = 0;  ///< of all that one user does
  unsigned key_commands_per_second = 0;   ///< of all that is done by one API key, in place of both above
  unsigned room_commands_per_second = 0;  ///< of all that is said in one room

  [[nodiscard]] unsigned rooms_of(const model::identity& who) const noexcept {
    return who.guest ? guest_rooms : rooms;
  }
  [[nodiscard]] unsigned in_session(const model::identity& who) const noexcept {
    if (counts_as_key(who)) return 0;
    return who.guest && guest_commands_per_second != 0 ? guest_commands_per_second : commands_per_second;
  }
  [[nodiscard]] unsigned in_all(const model::identity& who) const noexcept {
    return counts_as_key(who) ? key_commands_per_second : user_commands_per_second;
  }

private:
  /// A key of a back end, where keys have a rate of their own.
  [[nodiscard]] bool counts_as_key(const model::identity& who) const noexcept {
    return !who.may.empty() && key_commands_per_second != 0;
  }
};

/// What is used up in common, over all sessions and shards of a node. Any thread.
class shared_rates {
public:
  /// `count` commands of `who`; as `rate_budget::take`.
  [[nodiscard]] std::uint32_t spend(const model::identity& who, const command_limits& limits,
                                    std::int64_t now_ms, std::size_t count) {
    return users_.take(number_of(who), now_ms, limits.in_all(who), count);
  }
  /// One of an HTTP request's, which has no session of its own.
  [[nodiscard]] std::uint32_t spend_over_http(const model::identity& who, const command_limits& limits,
                                              std::int64_t now_ms) {
    return over_http_.take(number_of(who), now_ms, limits.in_session(who));
  }
  [[nodiscard]] std::uint32_t spend_in(model::key room, const command_limits& limits, std::int64_t now_ms,
                                       std::size_t count) {
    return rooms_.take(std::hash<model::key>{}(room), now_ms, limits.room_commands_per_second, count);
  }

private:
  [[nodiscard]] static std::uint64_t number_of(const model::identity& who) noexcept {
    return std::hash<std::string>{}(who.user);
  }

  rate_budgets users_;
  rate_budgets over_http_;
  rate_budgets rooms_;
};

} // namespace snug::actors
