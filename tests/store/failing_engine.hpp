#pragma once
#include "store/ports/engine.hpp"
#include <atomic>

namespace snug::store::test {

/// An engine over another one whose n-th commit fails, that may be full, or that meets damage, as a test
/// says.
class failing_engine final : public engine {
public:
  explicit failing_engine(std::unique_ptr<engine> below)
    : below_(std::move(below)) {}

  /// The `nth` commit from the beginning (1 is the first) leaves nothing and fails so.
  void fail_commit(int nth, model::error_code code) {
    failing_ = nth;
    code_ = code;
  }
  [[nodiscard]] int commits() const { return commits_; }
  std::atomic<bool> grows{true};
  std::atomic<bool> unreadable{false};   ///< no snapshot can be opened
  std::atomic<std::uint64_t> damaged{0}; ///< each read of a row meets so many damaged ones

  model::result<std::unique_ptr<write_transaction>> begin() override {
    auto txn = below_->begin();
    if (!txn) return txn.error();
    return std::unique_ptr<write_transaction>(std::make_unique<transaction>(*this, std::move(*txn)));
  }
  model::result<std::unique_ptr<renewable_snapshot>> open_snapshot() override {
    if (unreadable) return failed_with(model::error_code::unavailable, "made up");
    return below_->open_snapshot();
  }
  const identity_card& card() const noexcept override { return below_->card(); }
  model::result<progress> so_far() const override { return below_->so_far(); }
  bool may_grow() override { return grows; }
  std::uint64_t bytes_used() const override { return below_->bytes_used(); }
  std::uint64_t damage_met() const noexcept override { return below_->damage_met(); }
  trouble walk(const walker& visit) const override { return below_->walk(visit); }

private:
  class transaction final : public write_transaction {
  public:
    transaction(failing_engine& whole, std::unique_ptr<write_transaction> below)
      : whole_(whole)
      , below_(std::move(below)) {}
    std::optional<std::string> get(std::string_view key) const override {
      damage_ += whole_.damaged;
      return below_->get(key);
    }
    bool scan(std::string_view first, std::string_view last, order direction,
              const visitor& visit) const override {
      return below_->scan(first, last, direction, visit);
    }
    trouble apply(std::span<const model::change> changes) override { return below_->apply(changes); }
    trouble commit(const progress& so_far) override {
      if (++whole_.commits_ == whole_.failing_) return failed_with(whole_.code_, "made up");
      return below_->commit(so_far);
    }
    std::uint64_t damage_met() const noexcept override { return damage_; }

  private:
    failing_engine& whole_;
    std::unique_ptr<write_transaction> below_;
    mutable std::uint64_t damage_ = 0;
  };

  std::unique_ptr<engine> below_;
  std::atomic<int> commits_{0};
  int failing_ = 0;
  model::error_code code_{};
};

} // namespace snug::store::test
