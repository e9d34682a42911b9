#pragma once
#include "actors/model/batch.hpp"
#include "store/ports/engine.hpp"
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace snug::store {

/// The rows of a write transaction, of which those that every command is judged by (names, rooms and members)
/// are remembered from one group to the next: only the one writer changes them, and says so. One thread.
class row_cache final : public model::row_source {
public:
  /// What isn't remembered is read from `rows` from now on; it outlives the next reads.
  void read_from(const write_transaction& rows) noexcept { rows_ = &rows; }

  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;

  /// Each change of a transaction, before anything is read behind it.
  void changed(std::span<const model::change> changes);
  /// A transaction was aborted: what it changed isn't so.
  void forget() noexcept { known_.clear(); }

private:
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>{}(key); }
  };
  using rows_by_key = std::unordered_map<std::string, std::optional<std::string>, hash, std::equal_to<>>;
  static constexpr std::size_t most_known = 16'384; ///< rows; then all are read anew (some 3 MiB)

  const write_transaction* rows_ = nullptr;
  mutable rows_by_key known_; ///< nothing: there is no such row
};

} // namespace snug::store
