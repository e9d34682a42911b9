#pragma once
#include "actors/model/batch.hpp"
#include "actors/model/rows.hpp"
#include <map>
#include <vector>

namespace snug::facets {

/// Rows in an ordered map: what a memory-only room, the memory store and tests keep theirs in. One thread at
/// a time. A scan's visitor must not change the rows it visits.
class memory_rows final : public model::rows {
public:
  using map = std::map<std::string, std::string, std::less<>>;

  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  void put(std::string key, std::string value) override;
  void erase(std::string key) override;
  void erase_range(std::string first, std::string last) override;

  /// Carries out what left a transaction as data, in order.
  void apply(const std::vector<model::change>& changes);

  [[nodiscard]] const map& all() const noexcept { return rows_; }

private:
  map rows_;
};

} // namespace snug::facets
