#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace snug::model {

/// Where a reader stands in a room's log: `offset` is the last record it has, in the life `epoch` of that
/// log. An epoch is a random integer from 1 to 2^53 - 1, compared only for equality; 0 means "none".
struct position {
  std::uint64_t epoch = 0;
  std::uint64_t offset = 0;
  friend bool operator==(const position&, const position&) = default;
};

/// One life of a log: it began at `first` and lasts until the next entry of the lineage begins.
struct life {
  std::uint64_t epoch = 0;
  std::uint64_t first = 1;
  friend bool operator==(const life&, const life&) = default;
};

/// What a client is told when events it asks for are gone: offsets `from`..`to` (inclusive) are missing.
struct gap {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  friend bool operator==(const gap&, const gap&) = default;
};

/// A room's epochs in order, and which offsets of it can still be read.
struct lineage {
  std::vector<life> lives; ///< oldest first; never empty for a room that exists
  std::uint64_t first = 1; ///< the first offset that resume still reaches
  std::uint64_t head = 0;  ///< the last offset given; 0 while the log is empty

  [[nodiscard]] std::uint64_t epoch() const noexcept { return lives.empty() ? 0 : lives.back().epoch; }
};

/// How a position resumes: events after `from` follow; `missed` says what lies between and is gone.
struct resumption {
  std::uint64_t from = 0;
  std::optional<gap> missed;
};

/// Decides how `since` resumes in `log` (DESIGN §6): exactly, if its epoch is in the lineage and the offset
/// is not above that epoch's end (the end of the newest one is `head`) and nothing behind it was trimmed;
/// else with a gap, and events follow from where the log can go on. A client from an unknown epoch is told
/// the gap {first, head} (nothing it has is comparable), or {head, head} where nothing is kept, and stands at
/// the head.
[[nodiscard]] resumption resume(const lineage& log, const position& since);

} // namespace snug::model
