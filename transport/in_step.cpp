#include "transport/in_step.hpp"
#include <algorithm>
#include <limits>
#include <utility>

namespace snug::transport {

namespace {

/// Every room gets on with a page, however many they are.
constexpr std::size_t least_records = 16;
constexpr std::size_t least_bytes = 4'096;

subscription& place_of(const membership& m) noexcept { return m.room->subscribers[m.index].place; }

} // namespace

void in_step::recalled(peer& p, std::size_t rooms) {
  const auto found = gatherings_.find(&p);
  if (found == gatherings_.end()) return;
  found->second.expected = rooms;
  count(found->second);
  proceed(p);
}

void in_step::still(peer& p, bool on) {
  if (on) {
    auto& g = gatherings_[&p];
    g.still = true;
    g.told = out_.newest_cursor();
    return interrupted(p);
  }
  const auto found = gatherings_.find(&p);
  if (found == gatherings_.end()) return;
  found->second.still = false;
  proceed(p);
}

void in_step::count(gathering& g) noexcept {
  if (g.expected && g.arrived >= *g.expected) g.recalling = false;
}

void in_step::joined(peer& p, const actors::subscription_request& request, subscription& place,
                     bool nothing_missed) {
  const auto found = gatherings_.find(&p);
  if (nothing_missed && (found == gatherings_.end() || alone(p))) {
    gatherings_.erase(&p);
    (void)place.begin(true);
    return;
  }
  auto& g = gatherings_[&p];
  const bool waited_for = std::exchange(g.still, false);
  if (g.recalling) {
    ++g.arrived;
    count(g);
  } else {
    std::erase_if(g.marks, [&](const auto& m) { return m.room == request.room; });
    g.marks.push_back({request.room, waited_for ? g.told : out_.newest_cursor()});
    g.since_all = std::max(g.since_all, request.as_of);
  }
  (void)place.begin(false);
  interrupted(p);
}

void in_step::interrupted(peer& p) {
  auto& g = gatherings_[&p];
  for (const auto& m : p.rooms)
    place_of(m).stop_living();
  if (g.asked == 0) proceed(p);
}

/// True where no other room and no hold is waited for.
bool in_step::alone(const peer& p) const noexcept {
  const auto found = gatherings_.find(&p);
  return p.rooms.size() == 1 && !held_up(p) && found != gatherings_.end() && !found->second.recalling &&
         !found->second.kept_back;
}

bool in_step::held_up(const peer& p) const noexcept {
  return std::any_of(p.rooms.begin(), p.rooms.end(), [](const auto& m) { return place_of(m).paused(); });
}

void in_step::proceed(peer& p) {
  const auto found = gatherings_.find(&p);
  if (found == gatherings_.end()) return;
  auto& g = found->second;
  if (g.asked != 0 || g.recalling || g.still) return;
  if (p.rooms.empty()) {
    gatherings_.erase(found);
    return;
  }
  if (held_up(p)) return; // the hold's end comes back to it
  if (p.clogged || p.out.bytes() > comfortable_bytes_) {
    p.behind = true; // the outbox's end does
    return;
  }
  g.asked = ++last_number_;
  if (g.asked == 0) g.asked = ++last_number_;
  std::vector<std::pair<model::key, std::uint64_t>> from;
  for (const auto& m : p.rooms)
    from.emplace_back(m.room->key, place_of(m).asked(g.asked));
  const model::return_address back{node_, shard_, p.slot, p.generation, 0};
  reader_.submit(
      [&mail = mail_, back, number = g.asked, from = std::move(from)](const store::snapshot& rows) {
        if (!rows.readable())
          return mail.push(close_post{back, model::close_code::internal, "the log can't be read"});
        page_post page{back, number, rows.last_commit(), {}};
        const auto records = std::max(least_records, page_records / from.size());
        const auto bytes = std::max(least_bytes, page_bytes / from.size());
        for (const auto& [room, after] : from)
          page.parts.push_back(read_part(rows, room, after, records, bytes));
        mail.push(std::move(page));
      });
}

void in_step::page(peer& p, page_post& page) {
  const auto found = gatherings_.find(&p);
  if (found == gatherings_.end() || found->second.asked != page.number) return;
  auto& g = found->second;
  g.asked = 0;
  // Of a room that was held meanwhile, or came in, the page has nothing: what it has of others would leave a
  // hole.
  const bool of_all = std::all_of(p.rooms.begin(), p.rooms.end(),
                                  [&](const auto& m) { return place_of(m).awaits(page.number); });
  if (!of_all || g.still) {
    for (const auto& m : p.rooms)
      place_of(m).start_over();
    return proceed(p);
  }
  bool last = false;
  auto all = take(p, page, last);
  if (!all) {
    // Retention was faster. It comes back, and is told that it can't go on.
    mail_.push(close_post{page.peer, model::close_code::try_again, "what was missed is gone"});
    return;
  }
  tell(p, g, std::move(*all), last);
  if (last)
    gatherings_.erase(found);
  else
    proceed(p);
}

/// What all rooms have up to the commit number up to which the page has all of it. Nothing where something is
/// gone.
std::optional<std::vector<in_step::telling>> in_step::take(peer& p, page_post& page, bool& last) {
  auto whole_to = std::numeric_limits<std::uint64_t>::max();
  bool complete = true, holding = true;
  for (const auto& part : page.parts) {
    const auto* s = rooms_.find(p, part.room);
    if (!s) continue; // it left
    holding = holding && s->place.holding();
    if (part.complete) continue;
    complete = false;
    if (!rooms_.find(part.room)->counts_apart)
      whole_to = std::min(whole_to, part.records.empty() ? 0 : part.records.back()->commit);
  }
  last = complete && holding;
  std::vector<telling> all;
  bool gone = false;
  for (auto& part : page.parts) {
    auto* s = rooms_.find(p, part.room);
    if (!s) continue;
    const bool apart = rooms_.find(part.room)->counts_apart;
    if (!apart) std::erase_if(part.records, [&](const auto& r) { return r->commit > whole_to; });
    if (!last) s->place.let_go();
    auto progress = s->place.page(page.number, std::move(part.records), complete, part.first);
    gone = gone || progress.missed;
    for (auto& record : progress.deliver)
      all.push_back({apart ? 0 : record->commit, std::move(record)});
  }
  if (gone) return std::nullopt;
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.commit < b.commit; });
  return all;
}

void in_step::tell(peer& p, gathering& g, std::vector<telling> all, bool last) {
  if (auto& first = g.kept_back) {
    const auto* room = rooms_.find(first->room);
    if (room && rooms_.find(p, first->room))
      all.insert(all.begin(), {room->counts_apart ? 0 : first->commit, std::move(first)});
    first = nullptr;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& what = all[i];
    const bool is_end = i + 1 == all.size();
    auto cursor = older_than_its_coming(g, what) ? 0 : what.commit;
    const bool unsaid = g.unsaid || (cursor == 0 && what.commit != 0);
    if (is_end && unsaid && !last) {
      g.kept_back = std::move(what.record);
      return;
    }
    if (is_end && unsaid) cursor = std::max(what.commit, g.since_all);
    g.unsaid = unsaid;
    out_.tell(p, *what.record, *rooms_.find(what.record->room), cursor);
  }
}

bool in_step::older_than_its_coming(const gathering& g, const telling& what) noexcept {
  return std::any_of(g.marks.begin(), g.marks.end(),
                     [&](const auto& m) { return m.room == what.record->room && what.commit <= m.commit; });
}

} // namespace snug::transport
