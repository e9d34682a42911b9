#pragma once
#include "actors/model/result.hpp"
#include <cstdint>
#include <lmdb.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace snug::store {

/// LMDB's environment with the two trees of a store: `meta` (the unnamed database) and `rows`. Default flags
/// and MDB_NOTLS; anything weaker loses acknowledged rows in a power cut.
class environment {
public:
  enum class mode {
    write, ///< the one writer: makes the trees where they aren't there; the caller holds the `directory_lock`
    read_only, ///< beside a writer in another process (backup)
    copy,      ///< to write to a file that nobody else has: `directory` is its path
  };
  [[nodiscard]] static model::result<std::unique_ptr<environment>> open(const std::string& directory,
                                                                        std::uint64_t map_bytes, mode how);
  ~environment();
  environment(const environment&) = delete;
  environment& operator=(const environment&) = delete;

  [[nodiscard]] MDB_env* raw() const noexcept { return env_; }
  [[nodiscard]] MDB_dbi meta() const noexcept { return meta_; }
  [[nodiscard]] MDB_dbi rows() const noexcept { return rows_; }
  [[nodiscard]] const std::string& directory() const noexcept { return directory_; }

  /// A transaction; `flags` as for mdb_txn_begin.
  [[nodiscard]] model::result<MDB_txn*> begin(unsigned flags) const;

  /// Bytes of pages that hold something. Reads the list of free pages only where the file is longer than
  /// `unless_below`.
  [[nodiscard]] std::uint64_t bytes_used(std::uint64_t unless_below = 0) const;
  [[nodiscard]] std::uint64_t map_bytes() const;

  /// Copies the newest commit to `file` (which must not exist) at disk speed and syncs it.
  [[nodiscard]] std::optional<model::failure> copy_to(const std::string& file) const;

private:
  environment(MDB_env* env, std::string directory)
    : env_(env)
    , directory_(std::move(directory)) {}
  [[nodiscard]] int open_trees(mode how);
  [[nodiscard]] std::uint64_t free_pages() const;

  MDB_env* env_;
  std::string directory_;
  MDB_dbi meta_ = 0;
  MDB_dbi rows_ = 0;
};

/// A view of LMDB's bytes, and the other way round (LMDB doesn't write through a key or value it is given).
[[nodiscard]] inline std::string_view view_of(const MDB_val& v) noexcept {
  return {static_cast<const char*>(v.mv_data), v.mv_size};
}
[[nodiscard]] inline MDB_val val_of(std::string_view s) noexcept {
  return {s.size(), const_cast<char*>(s.data())};
}

/// Makes the names in `directory` last through a power cut: a new file is lost with its name otherwise.
void sync_directory(const std::string& directory) noexcept;

} // namespace snug::store
