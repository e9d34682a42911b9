#pragma once
#include "actors/model/rows.hpp"
#include <functional>

namespace snug::store {

/// A consistent view of the store as of one commit. Lives 100 ms at most: scans end by themselves then.
class snapshot : public model::row_source {
public:
  /// The commit number this view ends with: every group up to it is in it, none behind it is.
  [[nodiscard]] virtual std::uint64_t last_commit() const noexcept = 0;
  /// False: the store can't be read just now and this shows no rows at all. Whoever asked has to hear so.
  [[nodiscard]] virtual bool readable() const noexcept { return true; }
};

/// The pool of threads that read. Loop threads never touch the store themselves (a page fault stops every
/// socket).
class reader {
public:
  virtual ~reader() = default;
  /// Runs on a pool thread, also where nothing can be read (`snapshot::readable`); jobs begin in the order of
  /// submission and may end in another. A job must not throw; it sends its result on by itself (a message, a
  /// post). Any thread.
  using job = std::function<void(const snapshot&)>;
  virtual void submit(job work) = 0;
};

} // namespace snug::store
