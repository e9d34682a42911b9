#pragma once
#include "transport/peer.hpp"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace snug::transport {

/// The peers of one shard by slot. A slot is used again, a generation never: a reply to a connection that is
/// gone finds nobody. One shard's thread only.
class peer_table {
public:
  explicit peer_table(ring_pool& pool) noexcept
    : pool_(pool) {}

  [[nodiscard]] peer& open();
  void close(peer& p) noexcept;

  /// Nothing where that connection is gone.
  [[nodiscard]] peer* find(std::uint32_t slot, std::uint32_t generation) const noexcept {
    if (slot >= slots_.size()) return nullptr;
    auto* p = slots_[slot].get();
    return p && p->generation == generation ? p : nullptr;
  }
  [[nodiscard]] peer* find(const model::return_address& a) const noexcept {
    return find(a.slot, a.generation);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Calls `f(peer&)` for each; `f` may close the one it is given.
  template <class F> void each(F&& f) {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i]) f(*slots_[i]);
  }

private:
  ring_pool& pool_;
  std::vector<std::unique_ptr<peer>> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t last_generation_ = 0;
  std::size_t size_ = 0;
};

} // namespace snug::transport
