#include "actors/yjs/struct_store.hpp"
#include "actors/yjs/update_writer.hpp"
#include <algorithm>

namespace snug::yjs {

namespace {

constexpr std::size_t client_memory = 128; ///< its nodes in both maps
constexpr std::size_t range_memory = 64;   ///< a node of a range set

} // namespace

model::result<bool> struct_store::apply(std::string_view update, const update_limits& limits) {
  if (const auto facts = check_update(update, limits); !facts) return facts.error();
  return take(update);
}

bool struct_store::take(std::string_view update) {
  bool news = false;
  update_reader in(update, false);
  while (const auto* p = in.next())
    news |= insert(*p);
  delete_set deletes;
  in.deletes(deletes);
  for (const auto& [client, ranges] : deletes)
    for (const auto& each : ranges)
      news |= erase(client, each);
  return news;
}

bool struct_store::erase(std::uint64_t client, range gone) {
  if (!deleted_[client].add(gone)) return false;
  drop_deleted(client, gone.clock, gone.clock + gone.length);
  return true;
}

struct_store::slow_apply::slow_apply(std::string update)
  : update_(std::make_unique<const std::string>(std::move(update)))
  , in_(*update_, false) {}

bool struct_store::slow_apply::go_on(struct_store& into, std::size_t most) {
  for (; !structs_done_ && most > 0; --most) {
    if (const auto* p = in_.next()) {
      news_ |= into.insert(*p);
      continue;
    }
    structs_done_ = true;
    delete_set deletes;
    in_.deletes(deletes);
    for (const auto& [client, ranges] : deletes)
      for (const auto& each : ranges)
        deletions_.emplace_back(client, each);
    std::ranges::reverse(deletions_);
  }
  for (; structs_done_ && !deletions_.empty() && most > 0; --most) {
    const auto [client, gone] = deletions_.back();
    deletions_.pop_back();
    news_ |= into.erase(client, gone);
  }
  return structs_done_ && deletions_.empty();
}

bool struct_store::insert(const piece& p) {
  auto& pieces = clients_[p.at.client];
  auto it = pieces.upper_bound(p.at.clock);
  auto clock = p.at.clock;
  if (it != pieces.begin()) {
    const auto& [before, kept] = *std::prev(it);
    clock = std::max(clock, before + kept.length);
  }
  bool news = false;
  while (clock < p.end()) {
    const auto stop = it == pieces.end() ? p.end() : std::min(p.end(), it->first);
    if (clock < stop) {
      keep(pieces, part(p, clock, stop));
      news = true;
    }
    if (it == pieces.end() || stop == p.end()) break;
    clock = it->first + it->second.length;
    ++it;
  }
  if (!news) return false;
  if (const auto dead = deleted_.find(p.at.client); dead != deleted_.end())
    dead->second.within(p.at.clock, p.end(), [&](std::uint64_t first, std::uint64_t end) {
      drop_deleted(p.at.client, first, end);
    });
  join_around(p.at.client, pieces, p.at.clock, p.end());
  return true;
}

void struct_store::keep(piece_map& pieces, const piece& p) {
  const auto placed = pieces.try_emplace(p.at.clock, p).first;
  memory_ += placed->second.memory();
  ++structs_;
}

void struct_store::split(std::uint64_t client, piece_map& pieces, std::uint64_t clock) {
  auto it = pieces.upper_bound(clock);
  if (it == pieces.begin()) return;
  --it;
  const auto whole = it->second.view({client, it->first});
  if (whole.at.clock == clock || whole.end() <= clock || !it->second.droppable()) return;
  memory_ -= it->second.memory();
  kept_piece left(only_front(whole, clock - whole.at.clock));
  keep(pieces, without_front(whole, clock - whole.at.clock));
  std::swap(it->second, left); // an assignment would keep the longer one's memory
  memory_ += it->second.memory();
}

void struct_store::drop_deleted(std::uint64_t client, std::uint64_t first, std::uint64_t end) {
  const auto found = clients_.find(client);
  if (found == clients_.end()) return;
  auto& pieces = found->second;
  split(client, pieces, first);
  split(client, pieces, end);
  for (auto it = pieces.lower_bound(first); it != pieces.end() && it->first < end; ++it) {
    if (!it->second.droppable()) continue;
    memory_ -= it->second.memory();
    it->second.drop_content();
    memory_ += it->second.memory();
  }
  join_around(client, pieces, first, end);
}

void struct_store::join_around(std::uint64_t client, piece_map& pieces, std::uint64_t first,
                               std::uint64_t end) {
  auto it = pieces.lower_bound(first);
  if (it != pieces.begin()) --it;
  while (it != pieces.end()) {
    const auto next = std::next(it);
    if (next == pieces.end() || next->first > end) return;
    const auto seam = it->first + it->second.length;
    const auto before = it->second.memory();
    if (next->first != seam || !it->second.join(next->second, {client, seam})) {
      it = next;
      continue;
    }
    memory_ += it->second.memory();
    memory_ -= before + next->second.memory();
    --structs_;
    pieces.erase(next);
  }
}

state_vector struct_store::state() const {
  state_vector out;
  for (const auto& [client, pieces] : clients_) {
    std::uint64_t clock = 0;
    for (const auto& [first, kept] : pieces) {
      if (first != clock) break;
      clock += kept.length;
    }
    if (clock > 0) out[client] = clock;
  }
  return out;
}

std::string struct_store::missing(const state_vector& known) const {
  update_writer out;
  for (const auto& [client, pieces] : clients_) {
    const auto given = known.find(client);
    const auto from = given == known.end() ? 0 : given->second;
    auto it = pieces.upper_bound(from);
    if (it != pieces.begin() && std::prev(it)->first + std::prev(it)->second.length > from) --it;
    for (std::uint64_t end = 0; it != pieces.end(); ++it) {
      const auto p = it->second.view({client, it->first});
      if (end > 0 && end < p.at.clock) {
        piece hole;
        hole.at = {client, end};
        hole.length = p.at.clock - end;
        hole.info = static_cast<std::uint8_t>(content::skip);
        out.add(hole);
      }
      out.add(from > p.at.clock ? without_front(p, from - p.at.clock) : p);
      end = p.end();
    }
  }
  return out.finish(deletions());
}

delete_set struct_store::deletions() const {
  delete_set out;
  for (const auto& [client, ranges] : deleted_)
    out.emplace(client, ranges.list());
  return out;
}

std::size_t struct_store::memory() const noexcept {
  std::size_t ranges = 0;
  for (const auto& each : deleted_)
    ranges += each.second.size();
  return memory_ + ranges * range_memory + (clients_.size() + deleted_.size()) * client_memory;
}

} // namespace snug::yjs
