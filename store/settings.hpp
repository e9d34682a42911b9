#pragma once
#include "config/options.hpp"
#include <cstddef>
#include <cstdint>
#include <string>

namespace snug::store {

/// What a store is opened with.
struct settings {
  bool in_memory = false;                ///< nothing on disk; gone with the process
  std::string directory = "./snug-data"; ///< made if it isn't there
  std::uint64_t map_bytes =
      64ull << 30; ///< the most the data file may grow to; fixed while the process lives
  std::uint64_t reserve_bytes = 64ull << 20; ///< free disk below which commands that add are refused
  /// Bytes of commits in a journal file before it is settled in LMDB and the other one is begun. A bound for
  /// memory, too: the rows of both are kept there until LMDB has them.
  std::uint64_t journal_bytes = 1u << 20;
  /// Rows in it before the same happens.
  std::size_t journal_rows = 1'024;
  unsigned readers = 1;        ///< reader threads, at least 1
  std::size_t max_group = 256; ///< commands per commit, at least 1
  std::int64_t built_at = 0;   ///< when the program was built, ms since 1970: a wall clock before it is wrong
};

/// The store's part of the configuration.
[[nodiscard]] settings settings_of(const config::options& options);

} // namespace snug::store
