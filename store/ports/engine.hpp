#pragma once
#include "actors/model/batch.hpp"
#include "actors/model/result.hpp"
#include "store/ports/reader.hpp"
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace snug::store {

/// A failure or nothing. `storage_full`: the disk or the map is full, nothing of the transaction stays, later
/// ones may do. `unavailable`: the disk can't be trusted any more; nothing is written until the process
/// starts anew.
using trouble = std::optional<model::failure>;

/// A failure that is only said, without a field or a time to come back.
[[nodiscard]] inline model::failure failed_with(model::error_code code, std::string message) {
  return {code, std::move(message), {}, 0, {}};
}

/// How far a store has got; kept in its meta row.
struct progress {
  std::uint64_t last_commit = 0; ///< the commit number of the newest record
  std::int64_t newest_at = 0;    ///< the latest `at` of any record, ms since 1970
  friend bool operator==(const progress&, const progress&) = default;
};

/// What a store is, written when it was made (and by restore).
struct identity_card {
  std::uint64_t store_id = 0;  ///< random; names this store for good
  std::string signing_secret;  ///< 32 random bytes
  std::int64_t created_at = 0; ///< ms since 1970
};

/// The rows as the one writer sees them, its own changes included. Dropped without `commit`, it leaves
/// nothing. Used by one thread; one at a time.
class write_transaction : public model::row_source {
public:
  /// In order. After trouble the transaction can only be dropped.
  [[nodiscard]] virtual trouble apply(std::span<const model::change> changes) = 0;
  /// On disk and synced when it returns nothing. The transaction is over either way.
  [[nodiscard]] virtual trouble commit(const progress& so_far) = 0;
  /// How many damaged rows it has met: those are read as if they weren't there, so what depends on them can't
  /// be decided.
  [[nodiscard]] virtual std::uint64_t damage_met() const noexcept = 0;
};

/// A snapshot that one reader thread uses again and again: `renew`, read, `reset`.
class renewable_snapshot : public snapshot {
public:
  /// Sees the newest commit from now on and may scan for 100 ms.
  [[nodiscard]] virtual trouble renew() = 0;
  /// Lets go of the pages; nothing may be read until `renew`.
  virtual void reset() noexcept = 0;
};

/// Bytes a row's key may have at most (LMDB's bound).
inline constexpr std::size_t max_key_bytes = 511;

/// Where rows are kept: LMDB or memory. Any thread; a write transaction belongs to the thread that began it.
class engine {
public:
  virtual ~engine() = default;

  [[nodiscard]] virtual model::result<std::unique_ptr<write_transaction>> begin() = 0;
  [[nodiscard]] virtual model::result<std::unique_ptr<renewable_snapshot>> open_snapshot() = 0;

  [[nodiscard]] virtual const identity_card& card() const noexcept = 0;
  /// How far the newest commit has got.
  [[nodiscard]] virtual model::result<progress> so_far() const = 0;

  /// False at 90 % of the map or with too little disk left: only what takes rows away may be written.
  [[nodiscard]] virtual bool may_grow() = 0;
  /// Bytes of pages in use.
  [[nodiscard]] virtual std::uint64_t bytes_used() const = 0;
  /// Damaged rows met since it was opened.
  [[nodiscard]] virtual std::uint64_t damage_met() const noexcept = 0;

  /// Visits every row, in key order, damaged ones too (`intact` false, the value as far as it is there).
  using walker = std::function<bool(std::string_view key, std::string_view value, bool intact)>;
  [[nodiscard]] virtual trouble walk(const walker& visit) const = 0;
};

} // namespace snug::store
