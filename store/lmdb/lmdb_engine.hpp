#pragma once
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/directory_lock.hpp"
#include "store/lmdb/environment.hpp"
#include "store/lmdb/migration.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/engine.hpp"
#include "store/ports/random_source.hpp"
#include "store/settings.hpp"

namespace snug::store {

/// Rows on disk.
class lmdb_engine final : public engine {
public:
  /// What an engine is opened with besides its settings; the references outlive it.
  struct surroundings {
    const clock& time;
    random_source& random; ///< used while opening only
    log_sink log;
  };

  /// Makes the directory and the store where they aren't there; takes the directory's lock; takes in what the
  /// journal files hold; brings an older schema up to date. `conflict`: in use by another process, of a
  /// schema this program can't read, or a journal that doesn't fit.
  [[nodiscard]] static model::result<std::unique_ptr<lmdb_engine>> open(const settings& with,
                                                                        surroundings around);

  [[nodiscard]] model::result<std::unique_ptr<write_transaction>> begin() override;
  [[nodiscard]] model::result<std::unique_ptr<renewable_snapshot>> open_snapshot() override;
  [[nodiscard]] const identity_card& card() const noexcept override { return card_; }
  [[nodiscard]] model::result<progress> so_far() const override;
  [[nodiscard]] bool may_grow() override { return may_grow_by(0); }
  [[nodiscard]] std::uint64_t bytes_used() const override { return env_->bytes_used(); }
  [[nodiscard]] std::uint64_t damage_met() const noexcept override { return damage_.count(); }
  [[nodiscard]] trouble walk(const walker& visit) const override;

  [[nodiscard]] const environment& env() const noexcept { return *env_; }
  [[nodiscard]] const damage_report& damage() const noexcept { return damage_; }
  /// As `may_grow`, with `more` bytes of pages in use.
  [[nodiscard]] bool may_grow_by(std::uint64_t more);
  /// Makes this another store: a new identity, written at once (restore).
  [[nodiscard]] trouble rename(const identity_card& card);

private:
  lmdb_engine(std::unique_ptr<directory_lock> lock, std::unique_ptr<environment> env, std::uint64_t reserve,
              surroundings around);
  [[nodiscard]] trouble read_identity();

  std::unique_ptr<directory_lock> lock_; ///< let go of after the environment is closed
  std::unique_ptr<environment> env_;
  std::uint64_t reserve_bytes_;
  const clock& time_;
  damage_report damage_;
  identity_card card_;
  std::optional<std::int64_t> disk_seen_at_; ///< when the free disk was last asked for (steady ms)
  bool disk_has_room_ = true;
  std::int64_t judged_at_ = 0; ///< when the list of free pages was last read
  bool map_has_room_ = true;
};

} // namespace snug::store
