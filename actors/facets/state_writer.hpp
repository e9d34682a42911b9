#pragma once
#include "actors/facets/state_record.hpp"
#include "actors/facets/state_rows.hpp"
#include <vector>

namespace snug::facets {

/// Turns records of the shared state into rows. The same records over the same rows give the same rows: it
/// knows no limit and no clock, what leaves the history stands in a record of its own.
class state_writer {
public:
  state_writer(const model::record& record, model::rows& rows)
    : record_(record)
    , rows_(rows)
    , head_(read_state_head(rows, record.room)) {}

  void change();
  void restore();
  void make_snapshot();
  void forget_snapshot();
  void trim();

private:
  void begin(std::string_view what, std::uint64_t version, std::int64_t made_at);
  void put(const std::string& key, const std::optional<state_cell>& before, std::string value);
  void keep(const std::string& key, const state_past& past);
  void finish();
  [[nodiscard]] bool pinned(const state_past& past, std::uint64_t until) const noexcept;
  void forget_end(const std::string& key, std::uint64_t before);

  const model::record& record_;
  model::rows& rows_;
  state_head head_;
  std::uint64_t version_ = 0; ///< being made
  state_version made_;
  std::vector<state_snapshot> snapshots_;
};

} // namespace snug::facets
