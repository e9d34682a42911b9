#include "store/ahead/ahead_engine.hpp"
#include "store/ahead/ahead_transaction.hpp"
#include "store/ahead/ahead_view.hpp"
#include "store/ahead/recent_cursor.hpp"
#include "store/ahead/settle.hpp"
#include "store/lmdb/journal_recovery.hpp"
#include "store/lmdb/lmdb_failure.hpp"
#include <chrono>
#include <pthread.h>
#include <utility>

namespace snug::store {

namespace {

/// While the settling thread is busy the open file may take more; at so many times its bytes, or rows, the
/// writer waits.
constexpr std::uint64_t stretch = 2;
constexpr std::size_t stretch_rows = 8;
constexpr auto try_again = std::chrono::seconds(1);
/// What entries become when they are settled: a page that is split is half empty.
constexpr std::uint64_t pages_per_entry = 2;
/// Behind every key.
const std::string behind_all(max_key_bytes + 1, '\xff');

} // namespace

model::result<std::unique_ptr<ahead_engine>> ahead_engine::open(const settings& with,
                                                                lmdb_engine::surroundings around) {
  const auto log = around.log;
  auto settled = lmdb_engine::open(with, std::move(around));
  if (!settled) return settled.error();
  journal_files files;
  for (unsigned which = 0; which < files.size(); ++which) {
    auto file = journal_file::open(journal_path(with.directory, which));
    if (!file) return file.error();
    files[which] = std::move(*file);
  }
  sync_directory(with.directory);
  horizon from;
  const auto here = settled_in((*settled)->env());
  if (!here) return here.error();
  const auto so_far = (*settled)->so_far();
  if (!so_far) return so_far.error();
  from.number = here->whole;
  from.so_far = *so_far;
  return std::unique_ptr<ahead_engine>(
      new ahead_engine(std::move(*settled), std::move(files), from, with, log));
}

ahead_engine::ahead_engine(std::unique_ptr<lmdb_engine> settled, journal_files files, const horizon& from,
                           const settings& with, log_sink log)
  : settled_(std::move(settled))
  , journal_bytes_(with.journal_bytes)
  , journal_rows_(with.journal_rows)
  , log_(std::move(log))
  , files_(std::move(files))
  , active_(std::make_shared<recent_rows>())
  , below_(settled_->env(), settled_->damage())
  , now_(from) {
  now_.recent = {active_};
  settler_ = std::thread([this] { settle_in_turn(); });
  pthread_setname_np(settler_.native_handle(), "snug.settle");
}

ahead_engine::~ahead_engine() {
  // What can't be settled stays in the files, and is taken in when the store is opened again.
  if (const auto failed = settle_now())
    say(log_, log_level::warning, "store: left in the journal: " + failed->message);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    woken_.notify_all();
  }
  settler_.join();
}

// ---- writing

model::result<std::unique_ptr<write_transaction>> ahead_engine::begin() {
  recent_layers recent;
  {
    std::unique_lock lock(mutex_);
    const bool wait = stretched();
    if (wait) woken_.wait(lock, [this] { return !settling_ || trouble_; });
    const bool broken = trouble_ && trouble_->code != model::error_code::storage_full;
    if (trouble_ && (broken || wait)) return *trouble_;
    if (full() && !settling_) turn_over();
    recent = now_.recent;
  }
  // After the layers: rows that are settled meanwhile are seen in both.
  if (auto failed = below_.renew()) return *failed;
  return std::unique_ptr<write_transaction>(
      std::make_unique<transaction>(*this, now_.number + 1, std::move(recent)));
}

bool ahead_engine::full() const noexcept {
  return files_[writing_]->size() >= journal_bytes_ || active_->size() >= journal_rows_;
}

bool ahead_engine::stretched() const noexcept {
  return files_[writing_]->size() >= stretch * journal_bytes_ ||
         active_->size() >= stretch_rows * journal_rows_;
}

trouble ahead_engine::commit(std::string_view entry, const progress& so_far) {
  if (const int rc = files_[writing_]->append(entry))
    return lmdb_failure(rc, "writing the journal", settled_->env().directory());
  active_->keep();
  const std::lock_guard lock(mutex_);
  ++now_.number;
  now_.so_far = so_far;
  return std::nullopt;
}

void ahead_engine::turn_over() {
  settling_ = active_;
  settling_until_ = {now_.number, now_.so_far, {}, 0};
  active_ = std::make_shared<recent_rows>();
  now_.recent = {active_, settling_};
  ++now_.turn;
  writing_ = 1 - writing_;
  files_[writing_]->start_over(stretch * journal_bytes_);
  woken_.notify_all();
}

trouble ahead_engine::settle_now() {
  std::unique_lock lock(mutex_);
  const auto settled = [this] { return !settling_ || trouble_; };
  woken_.wait(lock, settled);
  if (trouble_) return trouble_;
  if (files_[writing_]->size() == 0) return std::nullopt;
  turn_over();
  woken_.wait(lock, settled);
  return trouble_;
}

// ---- settling

void ahead_engine::settle_in_turn() {
  std::unique_lock lock(mutex_);
  while (true) {
    woken_.wait(lock, [this] { return stopping_ || settling_; });
    if (!settling_) return;
    auto rows = settling_;
    const auto until = settling_until_;
    lock.unlock();
    auto failed = settle_rows(settled_->env(), settled_->damage(), *rows, until.number, until.so_far);
    lock.lock();
    if (failed && !trouble_)
      say(log_, log_level::error, "store: can't settle the journal: " + failed->message);
    trouble_ = std::move(failed);
    if (!trouble_) {
      settling_.reset();
      now_.recent.pop_back();
      ++now_.turn;
    }
    woken_.notify_all();
    if (!trouble_) {
      lock.unlock();
      rows.reset(); // thousands of rows: nobody is to wait for that
      lock.lock();
      continue;
    }
    if (stopping_ || trouble_->code != model::error_code::storage_full) return;
    woken_.wait_for(lock, try_again, [this] { return stopping_; });
    if (stopping_) return;
  }
}

bool ahead_engine::may_grow() {
  std::uint64_t unsettled = files_[writing_]->size();
  {
    const std::lock_guard lock(mutex_);
    if (settling_) unsettled += files_[1 - writing_]->size();
  }
  return settled_->may_grow_by(unsettled * pages_per_entry);
}

// ---- reading

ahead_engine::horizon ahead_engine::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::uint64_t ahead_engine::turn() const {
  const std::lock_guard lock(mutex_);
  return now_.turn;
}

model::result<std::unique_ptr<renewable_snapshot>> ahead_engine::open_snapshot() {
  auto below = settled_->open_snapshot();
  if (!below) return below.error();
  return std::unique_ptr<renewable_snapshot>(std::make_unique<view>(*this, std::move(*below)));
}

model::result<progress> ahead_engine::so_far() const { return now().so_far; }

trouble ahead_engine::walk(const walker& visit) const {
  const auto seen = now();
  recent_cursor recent(seen.recent, seen.number, {}, behind_all, recent_cursor::order::up);
  bool wanted = true;
  const auto tell_recent = [&] {
    if (const auto& row = recent.row(); row.is) wanted = visit(row.key, *row.is, true);
    recent.next();
  };
  auto failed = settled_->walk([&](std::string_view key, std::string_view value, bool intact) {
    while (wanted && !recent.at_end() && recent.row().key < key)
      tell_recent();
    if (!wanted) return false;
    if (!recent.at_end() && recent.row().key == key)
      tell_recent();
    else
      wanted = visit(key, value, intact);
    return wanted;
  });
  while (!failed && wanted && !recent.at_end())
    tell_recent();
  return failed;
}

} // namespace snug::store
