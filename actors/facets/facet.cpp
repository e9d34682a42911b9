#include "actors/facets/facet.hpp"
#include "actors/facets/replies.hpp"

namespace snug::facets {

namespace {

model::failure not_here(std::string_view lane) {
  return {
      model::error_code::unknown_command, "this command has no " + std::string(lane) + " lane", {}, 0, {}};
}

} // namespace

model::result<decision> rules::decide(const rule_context&, const model::command&, const model::arguments&,
                                      const model::row_source&) const {
  return not_here("durable");
}

bool rules::takes_away(const model::command&, const model::arguments&, const standing&) const { return true; }

void rules::apply(const model::record&, model::rows&) const {}

model::result<founding> rules::found(const naming_context&, const model::command&,
                                     const model::arguments&) const {
  return not_here("room to name on the durable");
}

void rules::follows(const room_facts&, const model::record&, std::vector<follow_up>&) const {}

std::string rules::again(const model::record& first, std::uint64_t epoch) const {
  return receipt(first.offset, epoch, first.at);
}

model::result<std::string> rules::read(const rule_context&, const model::command&, const model::arguments&,
                                       const model::row_source&) const {
  return not_here("read");
}

void view::load(const model::row_source&) {}
void view::restored(std::span<const occupant>, std::int64_t) {}
void view::seen(const model::record&) {}

model::result<std::string> view::live(const live_context&, const model::command&, const model::arguments&,
                                      effects&) {
  return not_here("live");
}

void view::active(const occupant&, std::int64_t) {}
std::uint32_t view::joined(const occupant&, std::int64_t, model::packer&, effects&) { return 0; }
void view::welcome(std::vector<model::ephemeral_event>&) {}
void view::left(const occupant&, bool, std::int64_t, effects&) {}
std::optional<std::int64_t> view::wake_at() const { return std::nullopt; }
void view::tick(std::int64_t, effects&) {}
void view::done(row_work&, std::int64_t, effects&) {}
void view::shown(const occupant&, const showing&, std::int64_t, effects&) {}
void view::hand_in(std::int64_t, effects&) {}
void view::share(memory_budget&) {}

} // namespace snug::facets
