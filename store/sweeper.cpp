#include "store/sweeper.hpp"
#include "actors/facets/sessions.hpp"
#include "actors/model/table.hpp"

namespace snug::store {

namespace {

/// The first owner behind `after` in its partition that has rows; not valid where there is none.
model::key owner_behind(const model::row_source& rows, model::key after) {
  const auto first = model::row_key(model::key{after.value() + 1}, model::table{}).str();
  const auto last = model::row_key(after.partition() + 1, model::table{}).str();
  model::key found;
  rows.scan(first, last, model::row_source::order::up, [&](std::string_view key, std::string_view) {
    std::uint64_t value = 0;
    for (const char c : key.substr(0, 8))
      value = (value << 8) | static_cast<unsigned char>(c);
    found = model::key{value};
    return false;
  });
  return found;
}

} // namespace

std::vector<std::string> sweeper::step(const model::row_source& rows, trimmer& rooms, std::int64_t wall_ms,
                                       std::int64_t steady_ms) {
  next_ = steady_ms + step_every_ms;
  std::vector<std::string> ended;
  if (!sessions_passed_) {
    auto page = facets::expired_sessions(rows, partition_, session_, wall_ms, sessions_per_step, looks_at_);
    ended = std::move(page.keys);
    session_ = page.next;
    sessions_passed_ = session_ == 0 && looks_at_ == model::table::login;
    if (session_ == 0) looks_at_ = model::table::login;
  }
  const bool rooms_passed = pass_rooms(rows, rooms);
  if (rooms_passed && sessions_passed_) next_partition(steady_ms);
  return ended;
}

bool sweeper::pass_rooms(const model::row_source& rows, trimmer& rooms) {
  for (std::size_t i = 0; i < owners_per_step; ++i) {
    const auto owner = owner_behind(rows, at_);
    if (!owner.valid()) return true;
    rooms.look_at(owner);
    at_ = owner;
  }
  return false;
}

void sweeper::next_partition(std::int64_t steady_ms) {
  partition_ = (partition_ + 1) % model::partition_count;
  at_ = model::key::make(partition_, 0);
  session_ = 0;
  looks_at_ = model::table::session;
  sessions_passed_ = false;
  if (partition_ == 0) next_ = steady_ms + rest_ms;
}

} // namespace snug::store
