#pragma once
#include "actors/facets/memory_rows.hpp"
#include "store/ports/engine.hpp"
#include "store/ports/random_source.hpp"
#include <mutex>

namespace snug::store {

/// Rows in memory, gone with the process: for tests and for servers that are to keep nothing.
class memory_engine final : public engine {
public:
  memory_engine(random_source& random, std::int64_t wall_ms);

  [[nodiscard]] model::result<std::unique_ptr<write_transaction>> begin() override;
  [[nodiscard]] model::result<std::unique_ptr<renewable_snapshot>> open_snapshot() override;
  [[nodiscard]] const identity_card& card() const noexcept override { return card_; }
  [[nodiscard]] model::result<progress> so_far() const override;
  [[nodiscard]] bool may_grow() override { return true; }
  /// Bytes of keys and values.
  [[nodiscard]] std::uint64_t bytes_used() const override;
  [[nodiscard]] std::uint64_t damage_met() const noexcept override { return 0; }
  [[nodiscard]] trouble walk(const walker& visit) const override;

private:
  class transaction;
  class view;
  /// What one commit left. Snapshots share it; while none does, the next commit changes it in place.
  struct state {
    facets::memory_rows rows;
    progress so_far;
  };
  [[nodiscard]] std::shared_ptr<const state> now() const;
  void let_go(std::shared_ptr<const state>& held) const noexcept;
  void commit(const std::vector<model::change>& changes, const progress& so_far);

  mutable std::mutex mutex_;
  std::shared_ptr<state> state_; ///< guarded by mutex_, and its number of holders too
  identity_card card_;
};

} // namespace snug::store
