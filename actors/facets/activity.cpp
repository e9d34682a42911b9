#include "actors/facets/activity.hpp"
#include <algorithm>

namespace snug::facets {

std::string_view name_of(status s) noexcept {
  constexpr std::string_view names[] = {"online", "idle", "away", "offline"};
  return names[static_cast<std::size_t>(s)];
}

activity::device* activity::find(person& who, std::uint64_t session) noexcept {
  const auto at = std::ranges::find(who.devices, session, &device::session);
  return at == who.devices.end() ? nullptr : &*at;
}

void activity::joined(std::string_view user, std::uint64_t session, std::int64_t now) {
  const auto [who, fresh] = people_.try_emplace(std::string(user));
  who->second.last = now;
  if (auto* known = find(who->second, session))
    known->away = false;
  else
    who->second.devices.push_back({session, false});
  judge(who, now); // whoever is new is told as new
}

void activity::left(std::string_view user, std::uint64_t session, std::int64_t now) {
  const auto who = people_.find(user);
  if (who == people_.end()) return;
  std::erase_if(who->second.devices, [&](const device& d) { return d.session == session; });
  if (!who->second.devices.empty()) judge(who, now);
}

void activity::gone(std::string_view user) {
  const auto who = people_.find(user);
  if (who == people_.end()) return;
  if (who->second.due != 0) due_.erase({who->second.due, who});
  news_.erase(who->first);
  people_.erase(who);
}

void activity::did(std::string_view user, std::uint64_t session, std::int64_t now) {
  const auto who = people_.find(user);
  if (who == people_.end()) return;
  if (auto* at = find(who->second, session)) at->away = false;
  who->second.last = now;
  if (who->second.now != status::online) judge(who, now);
}

void activity::did(std::string_view user, std::int64_t now) {
  const auto who = people_.find(user);
  if (who == people_.end()) return;
  for (auto& device : who->second.devices)
    device.away = false;
  who->second.last = now;
  if (who->second.now != status::online) judge(who, now);
}

void activity::is_away(std::string_view user, std::uint64_t session, std::int64_t now) {
  const auto who = people_.find(user);
  if (who == people_.end()) return;
  auto* at = find(who->second, session);
  if (!at) return;
  at->away = true;
  judge(who, now);
}

void activity::judge(place who, std::int64_t now) {
  auto& person = who->second;
  const auto quiet = now - person.last;
  const bool says_so = !person.devices.empty() && std::ranges::all_of(person.devices, &device::away);
  person.now = says_so || quiet >= by_.away_ms ? status::away
               : quiet >= by_.idle_ms          ? status::idle
                                               : status::online;
  if (person.now == status::online) expect(who, person.last + std::min(by_.idle_ms, by_.away_ms));
  if (person.now == status::idle) expect(who, person.last + by_.away_ms);
  if (person.now == person.told) {
    news_.erase(who->first);
    return;
  }
  if (news_.empty()) news_due_ = now + gather_ms;
  news_.insert(who->first);
}

void activity::expect(place who, std::int64_t at) {
  auto& due = who->second.due;
  if (due != 0) due_.erase({due, who});
  due = at;
  due_.emplace(at, who);
}

status activity::of(std::string_view user) const noexcept {
  const auto who = people_.find(user);
  return who == people_.end() ? status::offline : who->second.now;
}

bool activity::has(std::string_view user, std::uint64_t session) const noexcept {
  const auto who = people_.find(user);
  return who != people_.end() &&
         std::ranges::any_of(who->second.devices, [&](const device& d) { return d.session == session; });
}

std::size_t activity::count(status s) const noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(people_, [s](const auto& each) { return each.second.now == s; }));
}

std::optional<std::int64_t> activity::last(std::string_view user) const noexcept {
  const auto who = people_.find(user);
  if (who == people_.end()) return std::nullopt;
  return who->second.last;
}

std::optional<std::int64_t> activity::wake_at() const {
  std::optional<std::int64_t> at;
  if (!due_.empty()) at = due_.begin()->first;
  if (!news_.empty()) at = std::min(at.value_or(news_due_), news_due_);
  return at;
}

std::vector<std::string> activity::changed(std::int64_t now) {
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto who = due_.begin()->second;
    due_.erase(due_.begin());
    who->second.due = 0;
    judge(who, now);
  }
  std::vector<std::string> all;
  if (news_.empty() || news_due_ > now) return all;
  for (const auto& user : news_) {
    auto& person = people_.find(user)->second;
    person.told = person.now;
    all.push_back(user);
  }
  news_.clear();
  return all;
}

} // namespace snug::facets
