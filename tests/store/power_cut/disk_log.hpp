#pragma once
#include <cstddef>
#include <cstdint>

namespace snug::store::test {

/// What happened to a data file, in order. Each event is its head, then `size` bytes.
enum class disk_event : std::uint64_t {
  write = 'W',         ///< `size` bytes at `offset`: in the cache, lost by a cut until the next sync
  write_through = 'D', ///< the same through a descriptor opened with O_DSYNC: on disk when it returned
  sync = 'S',          ///< everything written before is on disk
  named = 'R',         ///< the file got its name: from here on there is a store
  acknowledged = 'A',  ///< somebody was told: one `acknowledgement`
};

struct disk_event_head {
  disk_event what;
  std::uint64_t offset;
  std::uint64_t size;
};

/// A record whose author was told that it is kept.
struct acknowledgement {
  std::uint64_t room;
  std::uint64_t offset;
  std::uint64_t commit;
};

} // namespace snug::store::test
