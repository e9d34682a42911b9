#include "actors/room_authority.hpp"
#include "actors/model/payload.hpp"
#include <algorithm>
#include <utility>

namespace snug::actors {

std::optional<member_change> member_change_of(const model::record& record) {
  if (!record.name.starts_with("member.")) return std::nullopt;
  const model::value data(record.data);
  const auto user = data.find("user").text();
  if (!user) return std::nullopt;
  member_change change{std::string(*user), {}, {}};
  const auto what = std::string_view(record.name).substr(7);
  if (what == "added" || what == "role_changed") {
    change.role = model::role_of(data.find("role").text().value_or(""));
    if (!change.role) return std::nullopt;
  } else if (what == "removed" || what == "kicked" || what == "unbanned") {
    change.role = model::role::none;
    change.muted = false; // the whole row goes
  } else if (what == "banned") {
    change.role = model::role::banned;
  } else if (what == "muted") {
    change.muted = data.find("muted").boolean().value_or(true);
  } else {
    return std::nullopt;
  }
  return change;
}

std::optional<std::string_view> put_out_by(const model::record& record) {
  constexpr std::string_view ends[] = {"member.kicked", "member.banned", "member.removed"};
  if (std::ranges::find(ends, record.name) == std::end(ends)) return std::nullopt;
  return model::value(record.data).find("user").text();
}

model::failure standing_is_undecided() {
  return {model::error_code::unavailable, "your standing in this room is being changed", "room", 100, {}};
}

room_authority::room_authority(const facets::room_facts& room, std::uint64_t head, judge judge)
  : room_(room)
  , judge_(std::move(judge))
  , head_(head)
  , floor_(head) {}

bool room_authority::learn(const std::string& user, const facets::standing& row, std::uint64_t at_offset) {
  const auto known = present_.find(user);
  if (known != present_.end() && known->second.at >= at_offset) return true;
  if (at_offset < floor_) return false;
  entry fresh{row, std::max(at_offset, head_)};
  for (const auto& [offset, change] : changes_)
    if (offset > at_offset && change.user == user) apply(change, fresh.row);
  present_[user] = fresh;
  return true;
}

void room_authority::forget(std::string_view user) {
  if (const auto found = present_.find(user); found != present_.end()) present_.erase(found);
}

std::optional<std::string> room_authority::seen(const model::record& record) {
  if (!record.told() || record.offset <= head_) return std::nullopt;
  head_ = record.offset;
  auto change = member_change_of(record);
  if (!change) return std::nullopt;
  std::optional<std::string> concerns;
  if (const auto found = present_.find(change->user); found != present_.end()) {
    concerns = change->user;
    if (found->second.at < record.offset) {
      apply(*change, found->second.row);
      found->second.at = record.offset;
    }
  }
  remember(record.offset, std::move(*change));
  return concerns;
}

std::optional<facets::standing> room_authority::standing_of(std::string_view user) const {
  const auto found = present_.find(user);
  return found == present_.end() ? std::nullopt : std::optional(found->second.row);
}

model::permissions room_authority::may(const model::identity& who) const {
  if (held(who.user)) return {};
  if (who.admin) return judge_(who, room_, {}); // wherever they are
  const auto row = standing_of(who.user);
  return row ? judge_(who, room_, *row) : model::permissions{};
}

bool room_authority::may(const model::identity& who, model::permission what) const {
  return may(who).has(what);
}

void room_authority::hold(std::string user, std::uint64_t id) {
  ++held_[user];
  holds_.emplace(id, std::move(user));
}

std::optional<std::string> room_authority::settle(std::uint64_t id) {
  auto found = holds_.extract(id);
  if (found.empty()) return std::nullopt;
  auto user = std::move(found.mapped());
  const auto count = held_.find(user);
  if (--count->second > 0) return std::nullopt;
  held_.erase(count);
  return user;
}

bool room_authority::held(std::string_view user) const {
  return held_.contains(user) || held_.contains(everybody);
}

void room_authority::apply(const member_change& change, facets::standing& row) {
  if (change.role) row.role = *change.role;
  if (change.muted) row.muted = *change.muted;
}

void room_authority::remember(std::uint64_t offset, member_change change) {
  if (changes_.size() == max_changes) {
    floor_ = changes_.front().offset;
    changes_.pop_front();
  }
  changes_.push_back({offset, std::move(change)});
}

} // namespace snug::actors
