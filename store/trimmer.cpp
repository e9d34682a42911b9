#include "store/trimmer.hpp"

namespace snug::store {

void trimmer::grew(const model::record& newest) {
  if (!newest.told()) return;
  if (seen_.size() >= most_known) seen_.clear();
  const auto [known, first_time] = seen_.try_emplace(newest.room, mark{newest.offset, newest.bytes_so_far});
  if (first_time) return look_at(newest.room); // nobody knows what an earlier process left
  auto& mark = known->second;
  if (newest.offset < mark.last + piece && newest.bytes_so_far < mark.bytes + bytes_between_looks) return;
  mark = {newest.offset, newest.bytes_so_far};
  look_at(newest.room);
}

void trimmer::look_at(model::key room) {
  if (queued_.insert(room).second) due_.push_back(room);
}

std::size_t trimmer::step(facets::draft& into, facets::log_heads& heads, std::int64_t wall_ms) {
  if (due_.empty()) return 0;
  const auto key = due_.front();
  std::size_t taken = 0;
  const auto row = facets::read_room(into, key);
  const auto facts = row ? rules_.room(row->name, into) : model::result<facets::room_facts>(model::failure{});
  if (facts)
    if (auto* head = heads.find(into, key)) taken = rules_.trim(*facts, *head, into, wall_ms, piece);
  if (taken < piece) pass_over();
  return taken;
}

void trimmer::pass_over() {
  if (due_.empty()) return;
  queued_.erase(due_.front());
  due_.pop_front();
}

} // namespace snug::store
