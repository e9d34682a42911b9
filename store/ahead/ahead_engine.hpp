#pragma once
#include "store/ahead/journal_entry.hpp"
#include "store/ahead/journal_file.hpp"
#include "store/ahead/recent_rows.hpp"
#include "store/lmdb/lmdb_engine.hpp"
#include "store/lmdb/lmdb_view.hpp"
#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace snug::store {

/// Rows on disk, written ahead: a commit is one entry in a journal file, synced once, and a layer of rows in
/// memory over LMDB's. When a file is full the other one is begun, and a thread settles the rows of the full
/// one in LMDB, where each page takes many rows at once instead of one.
class ahead_engine final : public engine {
public:
  /// As `lmdb_engine::open`, which takes in what the files still hold.
  [[nodiscard]] static model::result<std::unique_ptr<ahead_engine>> open(const settings& with,
                                                                         lmdb_engine::surroundings around);
  /// Settles what isn't yet.
  ~ahead_engine() override;
  ahead_engine(const ahead_engine&) = delete;
  ahead_engine& operator=(const ahead_engine&) = delete;

  /// Waits for the settling thread where two full files are in its hands.
  [[nodiscard]] model::result<std::unique_ptr<write_transaction>> begin() override;
  [[nodiscard]] model::result<std::unique_ptr<renewable_snapshot>> open_snapshot() override;
  [[nodiscard]] const identity_card& card() const noexcept override { return settled_->card(); }
  [[nodiscard]] model::result<progress> so_far() const override;
  [[nodiscard]] bool may_grow() override;
  [[nodiscard]] std::uint64_t bytes_used() const override { return settled_->bytes_used(); }
  [[nodiscard]] std::uint64_t damage_met() const noexcept override { return settled_->damage_met(); }
  [[nodiscard]] trouble walk(const walker& visit) const override;

  /// Begins the other file whatever is in this one and waits until its rows are settled (the writer's
  /// thread, between transactions).
  [[nodiscard]] trouble settle_now();

private:
  class transaction;
  class view;
  friend class transaction;
  friend class view;

  /// What readers see: the rows of `recent` as of the commit `number`, over LMDB's.
  struct horizon {
    std::uint64_t number = 0;
    progress so_far;
    recent_layers recent;   ///< newest first; the last one may be settled already
    std::uint64_t turn = 0; ///< counts changes of `recent`
  };
  using journal_files = std::array<std::unique_ptr<journal_file>, 2>;

  ahead_engine(std::unique_ptr<lmdb_engine> settled, journal_files files, const horizon& from,
               const settings& with, log_sink log);
  [[nodiscard]] horizon now() const;
  [[nodiscard]] std::uint64_t turn() const;
  [[nodiscard]] bool full() const noexcept;
  [[nodiscard]] bool stretched() const noexcept;
  [[nodiscard]] trouble commit(std::string_view entry, const progress& so_far);
  /// Begins the other file. The settling thread must be idle, mutex_ locked.
  void turn_over();
  void settle_in_turn();

  std::unique_ptr<lmdb_engine> settled_;
  const std::uint64_t journal_bytes_;
  const std::size_t journal_rows_;
  log_sink log_;

  // The writer's.
  journal_files files_;
  unsigned writing_ = 0;
  std::shared_ptr<recent_rows> active_;
  entry_writer entry_;
  lmdb_view below_;

  mutable std::mutex mutex_;
  std::condition_variable woken_;
  horizon now_;                                 ///< guarded by mutex_, as all below
  std::shared_ptr<const recent_rows> settling_; ///< what the settling thread has in hand
  horizon settling_until_;                      ///< how far that goes; without layers
  trouble trouble_; ///< of the settling thread: it tries again where the disk is full
  bool stopping_ = false;
  std::thread settler_;
};

} // namespace snug::store
