#pragma once
#include "transport/peer.hpp"
#include <cstdint>

namespace snug::transport {

/// Tells who is slow from who is gone: slow is whoever takes a little, gone or broken whoever takes nothing
/// for a while. Looked at once a second for peers whose socket is clogged. One shard's thread only.
class stall_watch {
public:
  explicit stall_watch(std::uint32_t patience_ms) noexcept
    : patience_(patience_ms) {}

  /// `p`'s socket takes bytes again.
  static void moved(peer& p) noexcept { p.last_progress = 0; }

  /// True where `p` is to be closed. `unsent`: bytes the kernel holds for it; `now`: steady ms.
  [[nodiscard]] bool stalled(peer& p, std::uint32_t unsent, std::int64_t now) const noexcept {
    if (p.last_progress == 0 || unsent != p.unsent) {
      p.last_progress = now;
      p.unsent = unsent;
      return false;
    }
    return now - p.last_progress >= patience_;
  }

private:
  std::int64_t patience_;
};

} // namespace snug::transport
