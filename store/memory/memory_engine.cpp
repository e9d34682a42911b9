#include "store/memory/memory_engine.hpp"
#include "actors/facets/draft.hpp"

namespace snug::store {

namespace {

std::string new_secret(random_source& random) {
  std::string secret;
  for (int byte = 0; byte < 32; ++byte)
    secret.push_back(static_cast<char>(random.next()));
  return secret;
}

} // namespace

class memory_engine::transaction final : public write_transaction {
public:
  /// Only the one writer changes the rows below, and that is this transaction.
  transaction(memory_engine& whole, const facets::memory_rows& below)
    : whole_(whole)
    , rows_(below) {}

  std::optional<std::string> get(std::string_view key) const override { return rows_.get(key); }
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override {
    return rows_.scan(first, last, direction, visit);
  }
  trouble apply(std::span<const model::change> changes) override {
    using what = model::change::what;
    for (const auto& c : changes) {
      if (c.does == what::put)
        rows_.put(c.key, c.value);
      else if (c.does == what::erase)
        rows_.erase(c.key);
      else
        rows_.erase_range(c.key, c.value);
    }
    return std::nullopt;
  }
  trouble commit(const progress& so_far) override {
    whole_.commit(rows_.changes(), so_far);
    return std::nullopt;
  }
  std::uint64_t damage_met() const noexcept override { return 0; }

private:
  memory_engine& whole_;
  facets::draft rows_;
};

class memory_engine::view final : public renewable_snapshot {
public:
  explicit view(const memory_engine& whole)
    : whole_(whole) {}
  ~view() override { reset(); }

  trouble renew() override {
    reset();
    held_ = whole_.now();
    return std::nullopt;
  }
  void reset() noexcept override { whole_.let_go(held_); }
  std::optional<std::string> get(std::string_view key) const override { return held_->rows.get(key); }
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override {
    return held_->rows.scan(first, last, direction, visit);
  }
  std::uint64_t last_commit() const noexcept override { return held_->so_far.last_commit; }

private:
  const memory_engine& whole_;
  std::shared_ptr<const state> held_;
};

memory_engine::memory_engine(random_source& random, std::int64_t wall_ms)
  : state_(std::make_shared<state>())
  , card_{random.next_id(), new_secret(random), wall_ms} {}

model::result<std::unique_ptr<write_transaction>> memory_engine::begin() {
  const std::lock_guard lock(mutex_);
  return std::unique_ptr<write_transaction>(std::make_unique<transaction>(*this, state_->rows));
}

model::result<std::unique_ptr<renewable_snapshot>> memory_engine::open_snapshot() {
  return std::unique_ptr<renewable_snapshot>(std::make_unique<view>(*this));
}

model::result<progress> memory_engine::so_far() const {
  const std::lock_guard lock(mutex_);
  return state_->so_far;
}

std::uint64_t memory_engine::bytes_used() const {
  std::uint64_t bytes = 0;
  auto held = now();
  for (const auto& [key, value] : held->rows.all())
    bytes += key.size() + value.size();
  let_go(held);
  return bytes;
}

trouble memory_engine::walk(const walker& visit) const {
  auto held = now();
  for (const auto& [key, value] : held->rows.all())
    if (!visit(key, value, true)) break;
  let_go(held);
  return std::nullopt;
}

std::shared_ptr<const memory_engine::state> memory_engine::now() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void memory_engine::let_go(std::shared_ptr<const state>& held) const noexcept {
  const std::lock_guard lock(mutex_);
  held.reset();
}

void memory_engine::commit(const std::vector<model::change>& changes, const progress& so_far) {
  const std::lock_guard lock(mutex_);
  if (state_.use_count() > 1) state_ = std::make_shared<state>(*state_);
  state_->rows.apply(changes);
  state_->so_far = so_far;
}

} // namespace snug::store
