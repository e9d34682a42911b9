#include "store/memory/memory_rooms.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/log_rows.hpp"
#include "store/memory/layered_snapshot.hpp"
#include "store/unreadable_snapshot.hpp"
#include <utility>

namespace snug::store {

namespace {

/// Who belongs to a room in memory stands in memory, at the user's side too; an inbox is on disk.
bool is_elsewhere(const model::command& command) {
  static const auto membership = facets::command_registry::get().find("membership.keep");
  return command.verb != membership;
}

} // namespace

memory_rooms::memory_rooms(journal& disk, reader& disk_reads, const facets::rulebook& rules,
                           const clock& time, random_source& random, log_sink log)
  : disk_(disk)
  , disk_reads_(disk_reads)
  , time_(time)
  , rows_(random, time.wall_ms())
  , writer_({rows_, rules, time, random, stats_, std::move(log), 0, is_elsewhere,
             [this](model::command next) { disk_.submit(std::move(next)); }},
            progress{}) {}

trouble memory_rooms::prepare(const std::set<std::string>& names,
                              const std::function<void(model::rows&)>& put) {
  names_ = names;
  if (names_.empty()) return std::nullopt;
  return writer_.prepare([&](model::rows& rows) {
    for (unsigned partition = 0; partition < model::partition_count; ++partition)
      rows.put(facets::counter_key(partition), facets::encode_number(memory_counter));
    put(rows);
  });
}

bool memory_rooms::owns(const model::command& command) const {
  return command.room.valid() ? lives_in_memory(command.room) : names_.contains(command.room_name);
}

void memory_rooms::submit(model::command command) {
  if (!owns(command)) return disk_.submit(std::move(command));
  std::vector<queued_command> work;
  work.push_back({std::move(command), false});
  write(std::move(work));
}

void memory_rooms::submit(std::vector<model::command> together) {
  if (together.empty() || !owns(together.front())) return disk_.submit(std::move(together));
  std::vector<queued_command> work;
  for (auto& command : together)
    work.push_back({std::move(command), true});
  work.back().with_next = false;
  write(std::move(work));
}

void memory_rooms::write(std::vector<queued_command> work) {
  const std::lock_guard lock(mutex_);
  auto group = std::make_shared<commit_group>(writer_.write(work));
  group->last_commit = 0; // a count of its own, which shards must not hold against the disk's
  for (auto* listener : listeners_)
    listener->committed(group);
  if (writer_.tidy_at() <= time_.steady_ms()) writer_.tidy();
}

void memory_rooms::submit(job work) {
  if (names_.empty()) return disk_reads_.submit(std::move(work));
  disk_reads_.submit([this, work = std::move(work)](const snapshot& disk) {
    // Not between a commit and its telling: what a reader sees has been told, so a reply stays ahead of its
    // event.
    std::unique_lock lock(mutex_);
    auto memory = rows_.open_snapshot();
    if (!memory || (*memory)->renew()) return work(unreadable_snapshot{});
    lock.unlock();
    work(layered_snapshot{disk, **memory});
  });
}

} // namespace snug::store
