#include "store/due_runner.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/model/packer.hpp"
#include <algorithm>
#include <chrono>
#include <utility>

namespace snug::store {

due_runner::due_runner(journal& writes, reader& reads, const clock& time, std::function<bool()> clock_wrong)
  : writes_(writes)
  , reads_(reads)
  , time_(time)
  , clock_wrong_(std::move(clock_wrong)) {}

due_runner::~due_runner() { stop(); }

void due_runner::start() {
  read(0, {});
  thread_ = std::thread(&due_runner::live, this);
}

void due_runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

/// Reads the rows of one partition after the other; where a reader's time is over, it goes on behind `from`.
void due_runner::read(unsigned partition, std::string from) {
  reads_.submit([this, partition, from = std::move(from)](const snapshot& rows) {
    const auto owner = model::key::make(partition, 0);
    const auto first = from.empty() ? model::row_key(owner, model::table::due_at).str() : from + '\0';
    auto last = from;
    const bool whole = rows.readable() &&
                       rows.scan(first, model::row_key::end_of(owner, model::table::due_at),
                                 model::row_source::order::up, [&](std::string_view key, std::string_view) {
                                   last = key;
                                   if (const auto place = facets::read_due_at(key))
                                     wait_for({place->room, place->id}, place->at);
                                   return true;
                                 });
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    if (!whole) return read(partition, last);
    if (partition + 1 < model::partition_count) read(partition + 1, {});
  });
}

void due_runner::committed(const commit_group_ptr& group) noexcept {
  for (const auto& outcome : group->outcomes) {
    for (const auto& record : outcome.records) {
      if (record.told() || !record.name.starts_with("schedule.")) continue;
      const auto place = facets::due_place_of(record);
      if (!place) continue;
      if (record.name == facets::due_added) wait_for({place->room, place->id}, place->at);
      if (record.name == facets::due_ended) forget({place->room, place->id});
    }
  }
}

std::size_t due_runner::waiting() const {
  const std::lock_guard lock(mutex_);
  return when_.size();
}

void due_runner::wait_for(const subject& what, std::int64_t at) {
  {
    const std::lock_guard lock(mutex_);
    if (!when_.emplace(what, at).second) return;
    in_order_.emplace(at, what);
  }
  changed_.notify_all();
}

void due_runner::forget(const subject& what) {
  const std::lock_guard lock(mutex_);
  const auto found = when_.find(what);
  if (found == when_.end()) return;
  in_order_.erase({found->second, what});
  when_.erase(found);
}

void due_runner::live() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (in_order_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto now = time_.wall_ms();
    const auto [at, what] = *in_order_.begin();
    if (at > now || clock_wrong_()) {
      const auto wait = at > now ? std::min(at - now, look_ms) : look_ms;
      changed_.wait_for(lock, std::chrono::milliseconds(wait));
      continue;
    }
    in_order_.erase(in_order_.begin());
    in_order_.emplace(when_[what] = now + again_ms, what);
    lock.unlock();
    run(what);
    lock.lock();
  }
}

/// What isn't among the rows any more was told or taken back while they were read.
void due_runner::run(const subject& what) {
  reads_.submit([this, what](const snapshot& rows) {
    if (!rows.readable()) return; // tried again
    if (rows.get(facets::due_key(what.first, what.second)))
      say(what);
    else
      forget(what);
  });
}

void due_runner::say(const subject& what) {
  model::command command;
  command.who = model::server_identity();
  command.verb = *facets::command_registry::get().find("schedule.run");
  command.room = what.first;
  command.id = facets::due_id(what.second);
  command.data = model::packer{}.map(1).text("id").text(command.id).str();
  writes_.submit(std::move(command));
}

} // namespace snug::store
