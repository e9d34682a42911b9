#include "transport/catch_up.hpp"
#include "actors/model/packer.hpp"
#include "actors/room_authority.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport {

void catch_up::subscribe(peer& p, const actors::subscription_request& request, std::uint64_t last_told) {
  if (said_farewell(p, request)) return;
  auto& s = rooms_.add(p, request.room, request.room_name, request.from);
  s.judged_at = request.judged_at;
  auto& room = *rooms_.find(request.room);
  room.epoch = request.epoch;
  room.counts_apart = request.as_of == 0;
  const bool nothing_missed =
      request.from == request.head && request.as_of != 0 && request.as_of >= last_told;
  if (p.in_step) return in_step_.joined(p, request, s.place, nothing_missed);
  if (s.place.begin(nothing_missed) == subscription::step::read_page) wanted(p, request.room, s.place);
}

void catch_up::ended_by(const model::record& record) {
  const auto user = actors::put_out_by(record);
  if (!user) return;
  if (farewells_.size() == max_farewells) farewells_.pop_front();
  farewells_.push_back({record.room, std::string(*user), record.offset});
  std::vector<peer*> gone;
  if (const auto* room = rooms_.find(record.room))
    for (const auto& s : room->subscribers)
      if (s.judged_at < record.offset && s.who->who && s.who->who->user == *user) gone.push_back(s.who);
  for (auto* p : gone)
    unsubscribe(*p, record.room);
}

void catch_up::unsubscribe(peer& p, model::key room) {
  rooms_.remove(p, room);
  if (p.in_step) in_step_.proceed(p);
}

bool catch_up::said_farewell(const peer& p, const actors::subscription_request& request) const {
  return std::ranges::any_of(farewells_, [&](const farewell& f) {
    return f.room == request.room && f.offset > request.judged_at && p.who && p.who->user == f.user;
  });
}

void catch_up::hold(peer& p, model::key room) {
  auto* s = rooms_.find(p, room);
  if (!s) return;
  s->place.pause();
  if (p.in_step) in_step_.interrupted(p);
}

void catch_up::lift(peer& p, model::key room) {
  auto* s = rooms_.find(p, room);
  if (!s || s->place.lift() != subscription::step::read_page) return;
  if (p.in_step) return in_step_.proceed(p);
  wanted(p, room, s->place);
}

void catch_up::wanted(peer& p, model::key room, subscription& place) {
  if (p.in_step) return in_step_.interrupted(p);
  if (p.pages >= pages_at_once) return; // `proceed` comes back to it with the next page
  if (p.clogged || p.out.bytes() > comfortable_bytes_) {
    p.behind = true; // `drained` comes back to it
    return;
  }
  const auto number = ++last_number_;
  const auto after = place.asked(number);
  ++p.pages;
  const model::return_address back{node_, shard_, p.slot, p.generation, 0};
  reader_.submit([&mail = mail_, back, room, number, after](const store::snapshot& rows) {
    // The client comes back and resumes; a page that never came would leave it waiting in silence.
    if (!rows.readable())
      return mail.push(close_post{back, model::close_code::internal, "the log can't be read"});
    page_post page{back, number, rows.last_commit(), {}};
    page.parts.push_back(read_part(rows, room, after, page_records, page_bytes));
    mail.push(std::move(page));
  });
}

void catch_up::page(peer& p, page_post& page) {
  if (p.in_step) return in_step_.page(p, page);
  --p.pages;
  auto& part = page.parts.front(); // one room's
  if (auto* s = rooms_.find(p, part.room)) {
    const auto& room = *rooms_.find(part.room);
    auto progress = s->place.page(page.number, std::move(part.records), part.complete, part.first);
    if (progress.missed) tell_gap(p, room, *progress.missed);
    for (const auto& record : progress.deliver) {
      out_.tell(p, *record, room);
      // It did not fit: what follows is read again behind it.
      if (s->place.behind()) break;
    }
  }
  proceed(p);
}

void catch_up::drained(peer& p) {
  p.behind = false;
  if (p.in_step) return in_step_.proceed(p);
  for (const auto& m : p.rooms)
    (void)m.room->subscribers[m.index].place.outbox_drained();
  proceed(p);
}

void catch_up::proceed(peer& p) {
  for (const auto& m : p.rooms) {
    auto& place = m.room->subscribers[m.index].place;
    if (place.wants_page()) wanted(p, m.room->key, place);
    if (p.pages >= pages_at_once || p.behind) return;
  }
}

void catch_up::tell_gap(peer& p, const room_entry& room, const model::gap& missed) {
  model::packer data;
  data.map(2).text("from").uint(missed.from).text("to").uint(missed.to);
  model::event_view event;
  event.name = "gap";
  event.room = room.name;
  event.data = data.str();
  event.at = clock_.wall_ms();
  out_.tell(p, event);
}

} // namespace snug::transport
