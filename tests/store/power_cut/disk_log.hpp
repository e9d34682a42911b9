#pragma once
#include <cstddef>
#include <cstdint>

namespace snug::store::test {

/// The files whose fate is written down: the data file and the two journal files.
inline constexpr std::size_t watched_files = 3;
inline constexpr const char* watched_names[watched_files] = {"/data.mdb", "/journal-0", "/journal-1"};

/// What happened to a file, in order. Each event is its head, then `size` bytes.
enum class disk_event : std::uint64_t {
  write = 'W',         ///< `size` bytes at `offset`: in the cache, lost by a cut until the next sync
  write_through = 'D', ///< the same through a descriptor opened with O_DSYNC: on disk when it returned
  sync = 'S',          ///< everything written to the file before is on disk
  named = 'R',         ///< the data file got its name: from here on there is a store
  acknowledged = 'A',  ///< somebody was told: one `acknowledgement`
};

struct disk_event_head {
  disk_event what;
  std::uint64_t file; ///< its place in `watched_names`
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
