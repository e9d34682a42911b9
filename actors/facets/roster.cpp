#include "actors/facets/roster.hpp"
#include "actors/facets/replies.hpp"
#include <algorithm>

namespace snug::facets {

namespace {

void tell_all(effects& out, std::string_view event, std::string data, std::string_view conflation_key = {}) {
  model::ephemeral_event told;
  told.name = event;
  told.data = std::move(data);
  told.conflation_key = conflation_key;
  out.events.push_back(std::move(told));
}

} // namespace

void roster::joined(std::string_view user, std::string_view name, std::string_view profile,
                    std::int64_t now) {
  const auto [who, fresh] = people_.try_emplace(std::string(user));
  auto& person = who->second;
  if (!fresh && person.devices == 0) graces_.erase({person.gone_at, who->first});
  person.name = name;
  person.profile = profile;
  ++person.devices;
  if (fresh) changed(who->first, person, true, now);
}

bool roster::left(std::string_view user, bool for_good, std::int64_t now) {
  const auto who = people_.find(user);
  if (who == people_.end() || who->second.devices == 0) return false;
  if (--who->second.devices > 0) return false;
  if (for_good || by_.grace_ms == 0) {
    remove(who, now);
  } else {
    who->second.gone_at = now + by_.grace_ms;
    graces_.emplace(who->second.gone_at, who->first);
  }
  return true;
}

void roster::tell_anew(std::int64_t now) {
  counted_ = true;
  news_.clear();
  if (!due_) due_ = tell_at(now);
}

/// What a telling costs grows with those who are told, so does what it waits for: when many come at once,
/// each of them is told of some, not of all.
std::int64_t roster::tell_at(std::int64_t now) const noexcept {
  return now + std::clamp(static_cast<std::int64_t>(people_.size()) * each_ms, gather_ms, count_ms);
}

void roster::remove(people::iterator who, std::int64_t now) {
  const auto gone = people_.extract(who);
  gone_.push_back(gone.key());
  changed(gone.key(), gone.mapped(), false, now);
}

void roster::show(std::string_view user, std::string_view profile) {
  if (const auto who = people_.find(user); who != people_.end()) who->second.profile = profile;
  if (const auto news = news_.find(user); news != news_.end() && news->second.came)
    news->second.profile = profile;
}

void roster::changed(const std::string& user, const person& who, bool came, std::int64_t now) {
  if (!listed()) counted_ = true;
  if (counted_) {
    news_.clear();
  } else if (const auto waiting = news_.find(user); waiting != news_.end()) {
    news_.erase(waiting); // came and went, or went and came: nobody saw a thing
  } else {
    news_.insert({user, {who.name, came ? who.profile : std::string{}, came}});
  }
  if (!due_) due_ = tell_at(now);
}

std::optional<std::int64_t> roster::wake_at() const {
  if (graces_.empty()) return due_;
  const auto grace = graces_.begin()->first;
  return due_ ? std::min(*due_, grace) : grace;
}

void roster::tick(std::int64_t now, effects& out) {
  while (!graces_.empty() && graces_.begin()->first <= now) {
    const auto ended = graces_.extract(graces_.begin());
    remove(people_.find(ended.value().second), now);
  }
  if (due_ && *due_ <= now) tell(now, out);
}

void roster::tell(std::int64_t now, effects& out) {
  if (counted_ && last_count_ && now < *last_count_ + count_ms) {
    due_ = *last_count_ + count_ms;
    return;
  }
  due_.reset();
  if (!counted_) {
    tell_changes(out);
    news_.clear();
    return;
  }
  last_count_ = now;
  model::packer p;
  if (!listed()) {
    p.map(1).text("online").uint(online());
    return tell_all(out, "presence.count", std::move(p).str(), "presence.count");
  }
  counted_ = false;
  p.map(2).text("online").uint(online()).text("users");
  pack_everybody(p);
  tell_all(out, "presence.listed", std::move(p).str());
}

void roster::tell_changes(effects& out) const {
  for (const bool came : {true, false}) {
    const auto count =
        std::count_if(news_.begin(), news_.end(), [&](auto& n) { return n.second.came == came; });
    if (count == 0) continue;
    model::packer p;
    p.map(2).text("online").uint(online()).text("users").array(static_cast<std::uint32_t>(count));
    for (const auto& [user, news] : news_)
      if (news.came == came) pack_user(p, user, news.name, news.profile);
    tell_all(out, came ? "presence.joined" : "presence.left", std::move(p).str());
  }
}

void roster::pack_everybody(model::packer& out) const {
  out.array(static_cast<std::uint32_t>(people_.size()));
  for (const auto& [user, person] : people_)
    pack_user(out, user, person.name, person.profile);
}

std::string roster::page(std::string_view after, std::uint64_t limit) const {
  model::packer users;
  std::uint32_t count = 0;
  auto next = after.empty() ? people_.begin() : people_.upper_bound(after);
  for (; next != people_.end() && count < limit; ++next, ++count) {
    const auto& [user, person] = *next;
    const model::value shown(person.profile);
    users.map((person.name.empty() ? 2u : 3u) + static_cast<std::uint32_t>(shown.size()));
    users.text("user").text(user);
    if (!person.name.empty()) users.text("name").text(person.name);
    users.text("devices").uint(person.devices);
    pack_entries(users, shown);
  }
  model::packer p;
  p.map(3)
      .text("online")
      .uint(online())
      .text("more")
      .boolean(next != people_.end())
      .text("users")
      .array(count);
  return std::move(p).str() + users.str();
}

} // namespace snug::facets
