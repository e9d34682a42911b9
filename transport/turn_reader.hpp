#pragma once
#include "store/ports/reader.hpp"
#include <cstddef>
#include <thread>
#include <vector>

namespace snug::transport {

/// The reader pool as a shard sees it: what the shard asks to have read within one turn goes to the pool
/// together, as few jobs with one snapshot each. Waking a thread costs more than a look-up, and a crowd that
/// comes in asks for hundreds. From other threads it is the pool itself.
class turn_reader final : public store::reader {
public:
  /// So many share a snapshot: it lives 100 ms at most.
  static constexpr std::size_t most_together = 16;

  explicit turn_reader(store::reader& pool)
    : pool_(pool) {}

  /// The shard's thread; before anybody submits.
  void bind(std::thread::id loop_thread) noexcept { thread_ = loop_thread; }

  void submit(job work) override;
  /// The end of a turn: what waits goes to the pool. The shard's thread.
  void hand_over();
  [[nodiscard]] bool pending() const noexcept { return !waiting_.empty(); }

private:
  store::reader& pool_;
  std::thread::id thread_;
  std::vector<job> waiting_;
};

} // namespace snug::transport
