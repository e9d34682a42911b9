#pragma once
#include "actors/handles.hpp"
#include <cstdint>
#include <unordered_map>

namespace snug::actors {

/// Which actor serves a session, for the sessions whose home this shard is. Loop thread only.
class session_directory {
public:
  /// `by` serves it from now on; returns who did before (null if nobody else).
  [[nodiscard]] caf::strong_actor_ptr claim(std::uint64_t session, caf::strong_actor_ptr by);
  /// Forgets it, unless somebody else has it by now.
  void release(std::uint64_t session, const caf::strong_actor_ptr& by);
  /// Who serves it; null if nobody does.
  [[nodiscard]] caf::strong_actor_ptr find(std::uint64_t session) const;
  [[nodiscard]] std::size_t size() const noexcept { return served_by_.size(); }
  void clear() noexcept { served_by_.clear(); }

private:
  std::unordered_map<std::uint64_t, caf::strong_actor_ptr> served_by_;
};

} // namespace snug::actors
