#pragma once
#include "actors/model/result.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace snug::store {

/// Where the two files of a store are; `which` is 0 or 1.
[[nodiscard]] std::string journal_path(const std::string& directory, unsigned which);

/// One of the two files that commits are written to. It is used over again and grows in steps of zeros, so
/// that a commit overwrites: a file that doesn't change its size is synced at the price of its data. One
/// thread.
class journal_file {
public:
  /// Makes the file where it isn't there; what it holds is left until it is written over.
  [[nodiscard]] static model::result<std::unique_ptr<journal_file>> open(const std::string& path);
  ~journal_file();
  journal_file(const journal_file&) = delete;
  journal_file& operator=(const journal_file&) = delete;

  /// Writes an entry behind the last one and syncs it. Returns 0 or an errno; then the entry isn't there and
  /// the next one takes its place.
  [[nodiscard]] int append(std::string_view entry) noexcept;
  /// Goes on at the beginning; a file that grew longer than `keep_bytes` is cut.
  void start_over(std::uint64_t keep_bytes) noexcept;
  /// Bytes of entries since.
  [[nodiscard]] std::uint64_t size() const noexcept { return at_; }

private:
  journal_file(int fd, std::uint64_t length) noexcept
    : fd_(fd)
    , length_(length) {}
  [[nodiscard]] int write(std::string_view bytes, std::uint64_t at) noexcept;
  [[nodiscard]] int grow_to(std::uint64_t length) noexcept;

  int fd_;
  std::uint64_t at_ = 0;
  std::uint64_t length_; ///< of the file; all of it has been written
};

} // namespace snug::store
