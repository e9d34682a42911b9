#pragma once
#include "actors/model/permission.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace snug::model {

/// Who may come into a room without being a member of it. Frozen on disk.
enum class access : std::uint8_t { members_only = 0, public_room = 1 };

/// Where a room's durable events live: on disk, or in its home shard's memory until the process ends.
enum class durability : std::uint8_t { disk, none };

/// How much of a log is kept; 0 means "no bound". Whichever bound is met first trims.
struct retention {
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  std::uint64_t age_ms = 0;
};

/// A named preset of a room. Immutable; one object per kind for the life of a configuration, shared by all
/// threads.
struct kind {
  std::string name;
  model::durability durability = durability::disk;
  retention history;                       ///< how far history reaches
  std::uint64_t resume_events = 10'000;    ///< how far resume reaches, in events; at most what history keeps
  role visitor = role::editor;             ///< the role of whoever joins a public room without a member row
  std::uint32_t max_present = 10'000;      ///< users in the room at once
  std::uint32_t presence_list = 100;       ///< above this many, presence turns into counts
  std::uint32_t presence_grace_ms = 5'000; ///< a user who is back within it never left
  std::uint32_t typing_ms = 6'000;         ///< a typist who says nothing more stops typing
  std::uint32_t max_text = 16'384;         ///< bytes of a message's text
  std::uint32_t max_retained = 64;         ///< keys kept by `publish {retain}` while the room is awake
  bool free_events = true;                 ///< command names that the table doesn't know are free events
};

} // namespace snug::model
