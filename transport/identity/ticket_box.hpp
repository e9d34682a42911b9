#pragma once
#include "actors/model/identity.hpp"
#include "store/ports/random_source.hpp"
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace snug::transport {

/// Tickets: each lets one connection in, once, for a short time, as whoever asked for it. For places that
/// can't set headers; a ticket in an address that ends up in somebody's log is worth nothing by then. In
/// memory only. Any thread.
class ticket_box {
public:
  static constexpr std::size_t most = 10'000; ///< unused ones at once
  static constexpr std::size_t most_of_a_user = 16;

  ticket_box(store::random_source& random, std::uint32_t lives_ms)
    : random_(random)
    , lives_ms_(lives_ms) {}

  /// Nothing where there are too many unused ones. `now`: steady ms.
  [[nodiscard]] std::optional<std::string> issue(model::identity_ptr who, std::int64_t now);
  /// Whose ticket it is; from then on it is nobody's. Null for one that isn't there, or has ended.
  [[nodiscard]] model::identity_ptr take(std::string_view ticket, std::int64_t now);
  /// Lets go of those that have ended.
  void sweep(std::int64_t now);

  [[nodiscard]] std::uint32_t lives_ms() const noexcept { return lives_ms_; }

private:
  struct entry {
    model::identity_ptr who;
    std::int64_t ends_at = 0;
  };
  store::random_source& random_;
  const std::uint32_t lives_ms_;
  std::mutex mutex_;
  std::unordered_map<std::string, entry> unused_; ///< by a hash: finding one tells nothing about others
};

} // namespace snug::transport
