#pragma once
#include "store/ahead/ahead_engine.hpp"

namespace snug::store {

/// A commit in the making: its rows are in the engine's open layer under a number that no reader looks at
/// yet.
class ahead_engine::transaction final : public write_transaction {
public:
  transaction(ahead_engine& whole, std::uint64_t number, recent_layers recent);
  ~transaction() override;

  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  [[nodiscard]] trouble apply(std::span<const model::change> changes) override;
  [[nodiscard]] trouble commit(const progress& so_far) override;
  [[nodiscard]] std::uint64_t damage_met() const noexcept override {
    return whole_.below_.damage_met() - damage_before_;
  }

private:
  void put_and_erase(std::span<const model::change> changes);
  /// The range as single rows: the ones there are.
  [[nodiscard]] std::vector<model::change> rows_of_range(const model::change& range) const;

  ahead_engine& whole_;
  const std::uint64_t number_;
  const recent_layers recent_;
  const std::uint64_t damage_before_;
  bool over_ = false;
};

} // namespace snug::store
