#pragma once
#include "actors/model/error.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::store {

/// What LMDB's `code` (not 0) means for the store: `storage_full` for a full map or disk, `unavailable` for
/// everything else. `what` is the step that failed. LMDB says EIO for a short write, so the file system of
/// `directory` is asked.
[[nodiscard]] model::failure lmdb_failure(int code, std::string_view what, const std::string& directory);

/// Free bytes that the file system of `directory` gives to this process; the largest number where it can't be
/// asked.
[[nodiscard]] std::uint64_t free_disk(const std::string& directory) noexcept;

} // namespace snug::store
