#include "actors/room_views.hpp"
#include <algorithm>

namespace snug::actors {

room_views::room_views(const facets::room_facts& room, std::span<const facets::facet> facets,
                       const trouble_sink& trouble)
  : room_(room)
  , facets_(facets)
  , trouble_(trouble) {
  if (!room.kind) return;
  places_.resize(facets.size());
  facets::effects none;
  for (std::size_t i = 0; i < facets.size(); ++i)
    if (facets[i].make_view && ((room.kind->facets >> i) & 1) != 0)
      guarded(places_[i], none, [&] { places_[i].view = facets[i].make_view(room); });
}

void room_views::load(const model::row_source& rows) {
  each([&](facets::view& view) { view.load(rows); });
  ailing_ = false; // it would fail the next time too
}

void room_views::restore(std::span<const facets::occupant> here, std::int64_t now) {
  each([&](facets::view& view) { view.restored(here, now); });
  ailing_ = false;
}

std::optional<std::int64_t> room_views::wake_at() {
  std::optional<std::int64_t> first;
  each([&](const facets::view& view) {
    const auto at = view.wake_at();
    if (at && (!first || *at < *first)) first = at;
  });
  return first;
}

void room_views::tick(std::int64_t now, facets::effects& out) {
  each(out, [&](facets::view& view) {
    if (view.wake_at().value_or(now + 1) <= now) view.tick(now, out);
  });
}

void room_views::take_back(facets::effects& out, const mark& before) {
  const auto cut = [](auto& list, std::size_t size) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(size), list.end());
  };
  const auto* size = before.data();
  std::apply([&](auto&... list) { (cut(list, *size++), ...); }, lists_of(out));
}

bool room_views::may_sleep() {
  bool may = true;
  each([&](const facets::view& view) { may = may && view.may_sleep(); });
  return may;
}

void room_views::take_out(place& at, const char* why) {
  const auto which = static_cast<std::size_t>(&at - places_.data());
  at.view.reset();
  at.taken_out = true;
  ailing_ = true;
  trouble_("room " + room_.name + ": the view of " + std::string(facets_[which].name) + " threw: " + why);
}

model::result<std::string> room_views::nobody_knows() {
  return model::failure{model::error_code::unknown_command, "no facet of this room knows it"};
}

model::result<std::string> room_views::out_of_order() {
  return model::failure{model::error_code::internal, "the command failed"};
}

} // namespace snug::actors
