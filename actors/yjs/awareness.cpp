#include "actors/yjs/awareness.hpp"
#include "actors/yjs/lib0_reader.hpp"
#include "actors/yjs/lib0_writer.hpp"
#include <algorithm>

namespace snug::yjs {

namespace {

constexpr std::string_view gone = "null";
constexpr std::size_t entry_memory = 160;

} // namespace

model::result<std::vector<awareness_entry>> read_awareness(std::string_view bytes, std::size_t most_entries,
                                                           std::size_t most_bytes) {
  using enum model::error_code;
  lib0_reader in(bytes);
  std::vector<awareness_entry> out;
  for (auto left = in.uint(); left > 0 && in.sound(); --left) {
    awareness_entry entry;
    entry.client = in.uint();
    entry.clock = in.uint();
    entry.state = in.json();
    if (!in.sound()) break;
    if (entry.state.size() > most_bytes) return model::failure{too_large, "an awareness state too long"};
    if (out.size() >= most_entries) return model::failure{too_large, "too many awareness states"};
    out.push_back(entry);
  }
  if (!in.done()) return model::failure{bad_request, "no sound awareness update: " + std::string(in.wrong())};
  return out;
}

void put_awareness(std::string& out, std::span<const awareness_entry> entries) {
  put_uint(out, entries.size());
  for (const auto& each : entries) {
    put_uint(out, each.client);
    put_uint(out, each.clock);
    put_buffer(out, each.state);
  }
}

std::string awareness::apply(std::span<const awareness_entry> entries, speaker by, std::int64_t now) {
  std::vector<awareness_entry> news;
  for (const auto& each : entries)
    if (take(each, by, now)) news.push_back(each);
  std::string out;
  if (!news.empty()) put_awareness(out, news);
  return out;
}

bool awareness::take(const awareness_entry& entry, speaker by, std::int64_t now) {
  const bool leaves = entry.state == gone;
  auto it = clients_.find(entry.client);
  if (it == clients_.end()) {
    if (leaves || !make_room(by)) return false;
    it = clients_.try_emplace(entry.client).first;
  } else {
    auto& k = it->second;
    const bool there = !k.state.empty();
    if (there && k.user != by.user) return false;
    const bool newer = entry.clock > k.clock || (entry.clock == k.clock && leaves && there);
    if (!newer) {
      if (there && k.connection == by.connection && entry.clock == k.clock) k.renewed = now;
      return false;
    }
    if (!leaves && k.connection != by.connection && held_by(by.connection) >= limits_.own_clients)
      return false;
  }
  auto& k = it->second;
  const bool was_there = !k.state.empty();
  forget(k);
  k.clock = entry.clock;
  k.connection = by.connection;
  k.user.assign(by.user);
  k.renewed = now;
  if (!leaves) {
    k.state.assign(entry.state);
    bytes_ += k.state.size();
    ++present_;
  }
  return was_there || !leaves;
}

void awareness::forget(known& k) {
  if (k.state.empty()) return;
  bytes_ -= k.state.size();
  --present_;
  k.state.clear();
  k.state.shrink_to_fit();
}

bool awareness::make_room(speaker by) {
  if (held_by(by.connection) >= limits_.own_clients) return false;
  if (clients_.size() < limits_.entries) return true;
  std::erase_if(clients_, [](const auto& each) { return each.second.state.empty(); });
  return clients_.size() < limits_.entries;
}

std::size_t awareness::held_by(std::uint64_t connection) const {
  return static_cast<std::size_t>(std::ranges::count_if(clients_, [&](const auto& each) {
    return each.second.connection == connection && !each.second.state.empty();
  }));
}

std::string awareness::drop(std::uint64_t connection) {
  std::vector<awareness_entry> went;
  for (auto& [client, k] : clients_) {
    if (k.connection != connection || k.state.empty()) continue;
    forget(k);
    went.push_back({client, k.clock, gone});
  }
  std::string out;
  if (!went.empty()) put_awareness(out, went);
  return out;
}

std::string awareness::expire(std::int64_t now, std::int64_t silence) {
  std::vector<awareness_entry> went;
  for (auto& [client, k] : clients_) {
    if (k.state.empty() || now - k.renewed < silence) continue;
    forget(k);
    went.push_back({client, k.clock, gone});
  }
  std::string out;
  if (!went.empty()) put_awareness(out, went);
  return out;
}

std::string awareness::everything() const {
  std::vector<awareness_entry> there;
  for (const auto& [client, k] : clients_)
    if (!k.state.empty()) there.push_back({client, k.clock, k.state});
  std::string out;
  if (!there.empty()) put_awareness(out, there);
  return out;
}

std::vector<awareness_entry> awareness::of(std::uint64_t connection) const {
  std::vector<awareness_entry> out;
  for (const auto& [client, k] : clients_)
    if (k.connection == connection && !k.state.empty()) out.push_back({client, k.clock, k.state});
  return out;
}

std::uint64_t awareness::clock_of(std::uint64_t client) const {
  const auto found = clients_.find(client);
  return found == clients_.end() ? 0 : found->second.clock;
}

std::size_t awareness::memory() const noexcept { return bytes_ + clients_.size() * entry_memory; }

} // namespace snug::yjs
