#pragma once
#include "store/ahead/ahead_engine.hpp"

namespace snug::store {

/// A snapshot of the layers over one of LMDB's.
class ahead_engine::view final : public renewable_snapshot {
public:
  view(const ahead_engine& whole, std::unique_ptr<renewable_snapshot> below)
    : whole_(whole)
    , below_(std::move(below)) {}

  [[nodiscard]] trouble renew() override;
  void reset() noexcept override;
  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  [[nodiscard]] std::uint64_t last_commit() const noexcept override { return seen_.so_far.last_commit; }

private:
  const ahead_engine& whole_;
  std::unique_ptr<renewable_snapshot> below_;
  horizon seen_;
};

} // namespace snug::store
