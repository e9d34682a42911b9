#pragma once
#include "transport/posts.hpp"
#include <cstdint>
#include <vector>

namespace snug::transport {

/// Keeps pages back that know more than their shard. A reader may see a commit before the journal has posted
/// its group: such a page would bring an author their event before its reply. It waits until the group was
/// drained; every commit is followed by one. One shard's thread only; holds no more pages than there are
/// reads under way.
class page_gate {
public:
  /// `last_commit`: the store's when the node started. No group tells what was committed before.
  explicit page_gate(std::uint64_t last_commit) noexcept
    : last_commit_(last_commit) {}

  /// False: the page was taken and comes back from `drained`.
  [[nodiscard]] bool admits(page_post& page);

  /// A group was drained, its replies and events are queued: the pages that may go on now, in the order they
  /// came. `last_commit` is the group's (0 where it doesn't count on the disk).
  [[nodiscard]] std::vector<page_post> drained(std::uint64_t last_commit);

private:
  std::uint64_t last_commit_;
  std::vector<page_post> early_;
};

} // namespace snug::transport
