#pragma once
#include "actors/facets/access_rows.hpp"
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace snug::transport {

/// Asks every shard which sessions of a user are connected. Any thread.
class roll_call {
public:
  using answer = std::function<void(const std::set<std::uint64_t>& online)>;
  /// `done` is called once, on the thread that answers last, when `shards` have answered.
  roll_call(std::string user, std::size_t shards, answer done)
    : user_(std::move(user))
    , left_(shards)
    , done_(std::move(done)) {}

  [[nodiscard]] const std::string& user() const noexcept { return user_; }
  void here(std::uint64_t session) {
    const std::lock_guard lock(mutex_);
    online_.insert(session);
  }
  /// A shard has named all it has.
  void answered() {
    if (left_.fetch_sub(1) == 1) done_(online_);
  }

private:
  const std::string user_;
  std::atomic<std::size_t> left_;
  const answer done_;
  std::mutex mutex_;
  std::set<std::uint64_t> online_;
};

/// What concerns the open connections of every shard. Any thread; doesn't block.
class everywhere {
public:
  virtual ~everywhere() = default;
  /// Closes the connections of whoever is stopped by it (4101).
  virtual void revoke(std::shared_ptr<const facets::revocation_row> row) = 0;
  virtual void call_the_roll(std::string user, roll_call::answer done) = 0;
};

} // namespace snug::transport
