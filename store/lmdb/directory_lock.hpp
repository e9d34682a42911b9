#pragma once
#include "actors/model/result.hpp"
#include <memory>
#include <string>

namespace snug::store {

/// Keeps a data directory to one process: an flock on `<directory>/snug.lock`, which also holds the owner's
/// process id. The kernel lets go of it however the process ends.
class directory_lock {
public:
  /// `conflict` where another process holds it (the message names it), `unavailable` where the file can't be
  /// opened.
  [[nodiscard]] static model::result<std::unique_ptr<directory_lock>> take(const std::string& directory);
  ~directory_lock();
  directory_lock(const directory_lock&) = delete;
  directory_lock& operator=(const directory_lock&) = delete;

private:
  explicit directory_lock(int fd) noexcept
    : fd_(fd) {}
  int fd_;
};

} // namespace snug::store
