#pragma once
#include "actors/model/rows.hpp"
#include <functional>

namespace snug::store {

/// A consistent view of the store as of one commit. Lives 100 ms at most: scans end by themselves then.
class snapshot : public model::row_source {
public:
  /// The commit number this view ends with: every group up to it is in it, none behind it is.
  [[nodiscard]] virtual std::uint64_t last_commit() const noexcept = 0;
};

/// The pool of threads that read. Loop threads never touch the store themselves (a page fault stops every
/// socket).
class reader {
public:
  virtual ~reader() = default;
  /// Runs on a pool thread; jobs begin in the order of submission and may end in another. A job must not
  /// throw; it sends its result on by itself (a message, a post). Any thread.
  using job = std::function<void(const snapshot&)>;
  virtual void submit(job work) = 0;
};

} // namespace snug::store
