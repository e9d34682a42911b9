#include "store/store.hpp"
#include "store/ahead/ahead_engine.hpp"
#include "store/memory/memory_engine.hpp"

namespace snug::store {

namespace {

model::result<std::unique_ptr<engine>> open_engine(const settings& with, const clock& time,
                                                   random_source& random, const log_sink& log) {
  if (with.in_memory) return std::unique_ptr<engine>(std::make_unique<memory_engine>(random, time.wall_ms()));
  auto opened = ahead_engine::open(with, {time, random, log});
  if (!opened) return opened.error();
  return std::unique_ptr<engine>(std::move(*opened));
}

} // namespace

model::result<std::unique_ptr<store>> store::open(const settings& with, const facets::rulebook& rules,
                                                  const clock& time, random_source& random, log_sink log) {
  auto rows = open_engine(with, time, random, log);
  if (!rows) return rows.error();
  const auto so_far = (*rows)->so_far();
  if (!so_far) return so_far.error();
  std::unique_ptr<store> opened(new store(std::move(*rows)));
  opened->journal_ = std::make_unique<journal_thread>(
      group_writer::parts{*opened->rows_, rules, time, random, opened->stats_, log, with.built_at}, *so_far,
      with.max_group);
  opened->readers_ = std::make_unique<reader_pool>(*opened->rows_, with.readers, time, log);
  return opened;
}

store::~store() { stop(); }

void store::stop() {
  if (journal_) journal_->stop();
  if (readers_) readers_->stop();
}

store_figures store::stats() const {
  return {stats_.figures(), readers_->figures(), rows_->bytes_used(), rows_->damage_met()};
}

} // namespace snug::store
