#pragma once
#include "actors/model/batch.hpp"
#include "actors/model/rows.hpp"
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::store {

/// The rows that one journal file puts and erases, each as of every commit that changed it. One thread
/// writes; any may read, as of a commit.
class recent_rows {
public:
  using content = std::optional<std::string>; ///< nothing: erased
  struct row {
    std::string key;
    content is;
  };

  /// The writer: changes (none of them a range) of the commit `number`, which is above all before.
  void apply(std::uint64_t number, std::span<const model::change> changes);
  /// What was applied since the last `keep` stays, or goes.
  void keep() noexcept { fresh_.clear(); }
  void take_back() noexcept;

  /// How many rows are known. The writer, or anybody once nobody writes.
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

  /// What is known of a row as of the commit `number`: nothing, that it is erased, or its value.
  [[nodiscard]] std::optional<content> get(std::string_view key, std::uint64_t number) const;
  /// Up to `most` of the rows known, erased ones too, from the front (or the back) of [first, last).
  [[nodiscard]] std::vector<row> read(std::string_view first, std::string_view last,
                                      model::row_source::order direction, std::uint64_t number,
                                      std::size_t most) const;

  /// All rows as they are at the end, in key order. Nobody may be writing.
  using visitor = std::function<bool(const std::string& key, const content& is)>;
  void for_each(const visitor& visit) const;

private:
  struct version {
    std::uint64_t number = 0;
    content is;
    std::unique_ptr<version> older;
    version() = default;
    version(version&&) noexcept = default;
    version& operator=(version&&) noexcept = default;
    /// A row may have thousands: not one call inside the other.
    ~version() {
      while (older)
        older = std::exchange(older->older, nullptr);
    }
  };
  using rows = std::map<std::string, version, std::less<>>;
  [[nodiscard]] static const version* as_of(const version& newest, std::uint64_t number) noexcept;
  void set(std::uint64_t number, const std::string& key, content is);

  /// False where a key was surely never put or erased: most look-ups are for rows that aren't here.
  [[nodiscard]] bool may_know(std::string_view key) const noexcept;

  static constexpr std::size_t mark_count = 1u << 17;
  mutable std::mutex mutex_; ///< held for some rows at a time, so that no reader keeps the writer waiting
  rows rows_;
  std::vector<bool> marks_ = std::vector<bool>(mark_count); ///< the hashes of the keys
  std::vector<rows::iterator> fresh_; ///< the writer's: rows with a version that may be taken back
};

/// Layers of recent rows, newest first.
using recent_layers = std::vector<std::shared_ptr<const recent_rows>>;

} // namespace snug::store
