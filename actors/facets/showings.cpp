#include "actors/facets/showings.hpp"
#include "actors/facets/replies.hpp"
#include "actors/model/entry_cursor.hpp"
#include <algorithm>

namespace snug::facets {

std::optional<model::failure> showings::show(const occupant& who, std::string_view data, std::int64_t now) {
  const place at{who.who->user, who.who->session};
  const auto known = shown_.find(at);
  shown next = known == shown_.end() ? shown{} : known->second;
  bool given = false;
  for (model::entry_cursor entry{model::value(data)}; entry.next();) {
    const auto field = std::ranges::find(fields, entry.key());
    if (field == fields.end()) continue;
    given = true;
    auto& value = next.values[static_cast<std::size_t>(field - fields.begin())];
    value = entry.content().is_nil() ? std::string_view{} : entry.content().raw();
  }
  if (!given) return std::nullopt;
  if (size_of(next) > by_.bytes)
    return refuse(model::error_code::too_large,
                  "a session shows at most " + std::to_string(by_.bytes) + " bytes in this room");
  if (known == shown_.end() && empty(next)) return std::nullopt;
  next.said = true;
  put(who, known, std::move(next), now);
  return std::nullopt;
}

void showings::put(const occupant& who, all_shown::iterator known, shown next, std::int64_t now) {
  next.from = who.address;
  next.name = who.who->name;
  if (known != shown_.end()) bytes_ -= size_of(known->second);
  bytes_ += size_of(next);
  const auto which = shown_.insert_or_assign({who.who->user, who.who->session}, std::move(next)).first;
  if (which->second.due == 0) expect(which, std::max(now, which->second.told_at + by_.apart_ms));
}

/// What is beyond the limit goes in this order: an app's own fields, then all but what it looks at.
void showings::find_out(const occupant& who, std::string_view data, std::int64_t now) {
  const auto known = shown_.find({who.who->user, who.who->session});
  if (known == shown_.end() ? data.empty() : known->second.said) return;
  shown next = known == shown_.end() ? shown{} : known->second;
  next.values = {};
  for (model::entry_cursor entry{model::value(data)}; entry.next();)
    if (const auto field = std::ranges::find(fields, entry.key()); field != fields.end())
      next.values[static_cast<std::size_t>(field - fields.begin())] = entry.content().raw();
  if (size_of(next) > by_.bytes) next.values[own_fields].clear();
  if (size_of(next) > by_.bytes) next.values[cursor] = next.values[selection] = {};
  if (size_of(next) > by_.bytes) next.values = {};
  put(who, known, std::move(next), now);
}

/// Told even where it just was: nobody is to look at a cursor without a hand.
void showings::gone(const occupant& who, std::int64_t now) {
  const auto which = shown_.find({who.who->user, who.who->session});
  if (which == shown_.end()) return;
  bytes_ -= size_of(which->second);
  which->second.values = {};
  expect(which, now);
}

void showings::tell(bool wanted, std::int64_t now) {
  if (wanted == wanted_) return;
  wanted_ = wanted;
  due_.clear();
  for (auto which = shown_.begin(); which != shown_.end();) {
    const auto here = which++;
    here->second.due = 0;
    if (empty(here->second))
      shown_.erase(here);
    else if (wanted_)
      expect(here, now);
  }
}

void showings::expect(all_shown::iterator which, std::int64_t at) {
  auto& due = which->second.due;
  if (due != 0) due_.erase({due, which->first});
  due = wanted_ ? std::max<std::int64_t>(at, 1) : 0;
  if (due != 0)
    due_.emplace(due, which->first);
  else if (empty(which->second))
    shown_.erase(which);
}

std::optional<std::int64_t> showings::wake_at() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

void showings::tick(std::int64_t now, effects& out) {
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto which = shown_.find(due_.begin()->second);
    due_.erase(due_.begin());
    which->second.due = 0;
    which->second.told_at = now;
    const auto& [user, session] = which->first;
    model::ephemeral_event told;
    told.name = "presence.updated";
    told.user = user;
    told.display_name = which->second.name;
    told.except = which->second.from;
    told.conflation_key = "presence.updated" + std::string(1, '\0') + std::to_string(session) + user;
    model::packer data;
    pack_one(data, which->first, which->second);
    told.data = std::move(data).str();
    if (which->second.said) out.shows.push_back({which->second.from, told.data, true});
    out.events.push_back(std::move(told));
    if (empty(which->second)) shown_.erase(which);
  }
}

void showings::pack(model::packer& out, std::string_view first, std::string_view last) const {
  pack(out, shown_.lower_bound({std::string(first), 0}), shown_.upper_bound({std::string(last), UINT64_MAX}));
}

void showings::pack(model::packer& out) const { pack(out, shown_.begin(), shown_.end()); }

void showings::pack(model::packer& out, all_shown::const_iterator first,
                    all_shown::const_iterator last) const {
  const auto count = std::count_if(first, last, [](const auto& each) { return !empty(each.second); });
  out.array(static_cast<std::uint32_t>(count));
  for (auto each = first; each != last; ++each)
    if (!empty(each->second)) pack_one(out, each->first, each->second);
}

bool showings::empty(const shown& what) noexcept {
  return std::ranges::all_of(what.values, [](const auto& value) { return value.empty(); });
}

std::size_t showings::size_of(const shown& what) noexcept {
  std::size_t sum = 0;
  for (const auto& value : what.values)
    sum += value.size();
  return sum;
}

void showings::pack_one(model::packer& out, const place& at, const shown& what) {
  std::uint32_t count = 2;
  for (const auto& value : what.values)
    count += value.empty() ? 0 : 1;
  out.map(count).text("user").text(at.first).text("session").uint(at.second);
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (!what.values[i].empty()) out.text(fields[i]).raw(what.values[i]);
}

} // namespace snug::facets
