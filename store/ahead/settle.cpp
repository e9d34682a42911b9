#include "store/ahead/settle.hpp"
#include "store/lmdb/lmdb_transaction.hpp"
#include <optional>

namespace snug::store {

namespace {

/// How many rows one transaction takes, of so many. A file's usual thousand are divided: few pages are
/// touched at once. Many more came while the disk was behind; it is spared the two syncs of each further
/// commit.
std::size_t rows_at_once(std::size_t rows) noexcept {
  constexpr std::size_t usual = 1'536;
  return rows <= usual ? 256 : 2'048;
}

/// The transactions, one behind the other.
class parts {
public:
  parts(const environment& env, const damage_report& damage, std::uint64_t number, std::size_t rows)
    : env_(env)
    , damage_(damage)
    , number_(number)
    , rows_each_(rows_at_once(rows)) {}

  [[nodiscard]] trouble begin() {
    auto begun = env_.begin(0);
    if (!begun) return begun.error();
    now_.emplace(env_, *begun, damage_);
    left_ = rows_each_;
    return std::nullopt;
  }
  [[nodiscard]] trouble add(const std::string& key, const recent_rows::content& is) {
    if (left_ == 0)
      if (auto failed = go_on()) return failed;
    --left_;
    return is ? now_->put(key, *is) : now_->erase(key);
  }
  [[nodiscard]] trouble end(const progress& so_far) {
    if (auto failed = now_->settled(number_)) return failed;
    return now_->commit(so_far);
  }

private:
  [[nodiscard]] trouble go_on() {
    if (auto failed = now_->settling(number_)) return failed;
    if (auto failed = now_->commit_part()) return failed;
    return begin();
  }

  const environment& env_;
  const damage_report& damage_;
  std::uint64_t number_;
  std::size_t rows_each_;
  std::size_t left_ = 0;
  std::optional<lmdb_transaction> now_;
};

} // namespace

trouble settle_rows(const environment& env, const damage_report& damage, const recent_rows& rows,
                    std::uint64_t number, const progress& so_far) {
  parts all(env, damage, number, rows.size());
  auto failed = all.begin();
  if (failed) return failed;
  rows.for_each([&](const std::string& key, const recent_rows::content& is) {
    failed = all.add(key, is);
    return !failed;
  });
  return failed ? failed : all.end(so_far);
}

} // namespace snug::store
