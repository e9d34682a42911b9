#include "actors/facets/figures.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/replies.hpp"
#include <algorithm>
#include <functional>

namespace snug::facets {

using model::field_type;

namespace {

constexpr model::field stats_answer[] = {
    {"members", field_type::integer, true, 0, 0, "users with a member's seat"},
    {"online", field_type::integer, true, 0, 0, "users who are in the room now"},
    {"messages", field_type::integer, true, 0, 0, "durable events so far, those no longer kept included"},
    {"bytes", field_type::integer, true, 0, 0, "bytes of their data"},
    {"last_at", field_type::integer, true, 0, 0, "when the last one was told, ms since 1970; 0: never"},
};
constexpr model::field stats_fields[] = {
    {"watch", field_type::boolean, false, 0, 0,
     "true: room.measured follows when they change, once a second at most, while one is in the room; false: "
     "no more"},
};
constexpr event_spec events[] = {
    {"room.measured", false, stats_answer,
     "To those who watch (room.stats {watch}): the room's numbers are other ones now."},
};
static_assert(sane(events));
constexpr model::command_spec table[] = {
    {.name = "room.stats",
     .way = model::lane::live,
     .fields = stats_fields,
     .needs = model::permission::read,
     .method = "GET",
     .path = "/rooms/{room}/stats",
     .answer = stats_answer,
     .help = "The room in numbers."},
};
static_assert(model::sane(table));

bool has_seat(const standing& row) noexcept { return row.role > model::role::banned; }

std::unique_ptr<view> make_view(const room_facts& room) { return std::make_unique<figures_view>(room.key); }

} // namespace

std::span<const model::command_spec> figures::commands() const noexcept { return table; }

void figures_view::load(const model::row_source& rows) {
  if (const auto head = read_head(rows, room_)) {
    events_ = head->last;
    bytes_ = head->bytes_so_far;
    last_at_ = head->at;
  }
  const auto first = member_key(room_, {});
  rows.scan(first, model::row_key::end_of(room_, model::table::member), model::row_source::order::up,
            [&](std::string_view key, std::string_view value) {
              const auto row = decode_standing(value);
              if (row && has_seat(*row)) count_member(key.substr(first.size()), true);
              return true;
            });
}

void figures_view::restored(std::span<const occupant> here, std::int64_t) {
  changed_ = true;
  for (const auto& who : here)
    ++here_[who.who->user];
}

void figures_view::seen(const model::record& record) {
  changed_ = true;
  if (record.told()) {
    events_ = std::max(events_, record.offset);
    bytes_ = std::max(bytes_, record.bytes_so_far);
    last_at_ = record.at;
  }
  constexpr std::string_view ends[] = {"member.removed", "member.kicked", "member.banned"};
  const bool comes = record.name == "member.added";
  if (!comes && std::find(std::begin(ends), std::end(ends), record.name) == std::end(ends)) return;
  if (const auto user = model::value(record.data).find("user").text()) count_member(*user, comes);
}

void figures_view::count_member(std::string_view user, bool is_one) {
  const std::uint64_t hash = std::hash<std::string_view>{}(user);
  const auto at = std::lower_bound(members_.begin(), members_.end(), hash);
  const bool known = at != members_.end() && *at == hash;
  if (is_one && !known) members_.insert(at, hash);
  if (!is_one && known) members_.erase(at);
}

std::string figures_view::numbers() const {
  model::packer p;
  p.map(5).text("members").uint(members_.size()).text("online").uint(here_.size());
  p.text("messages").uint(events_).text("bytes").uint(bytes_).text("last_at").integer(last_at_);
  return std::move(p).str();
}

void figures_view::watch(const model::return_address& by, bool on) {
  std::erase_if(watchers_, [&](const auto& one) { return one.same_peer(by); });
  if (on) watchers_.push_back(by);
}

model::result<std::string> figures_view::live(const live_context& context, const model::command&,
                                              const model::arguments& args, effects&) {
  if (args.has(0)) {
    if (context.by.who->session == 0)
      return refuse(model::error_code::bad_request, "needs a connection that stays open", "watch");
    if (watchers_.empty()) changed_ = false; // the reply says how things are
    watch(context.by.address, args.flag(0));
  }
  return numbers();
}

std::uint32_t figures_view::joined(const occupant& who, std::int64_t, model::packer&, effects&) {
  changed_ = true;
  ++here_[who.who->user];
  return 0;
}

void figures_view::left(const occupant& who, bool, std::int64_t, effects&) {
  changed_ = true;
  watch(who.address, false);
  const auto found = here_.find(who.who->user);
  if (found != here_.end() && --found->second == 0) here_.erase(found);
}

std::optional<std::int64_t> figures_view::wake_at() const {
  if (!changed_ || watchers_.empty()) return std::nullopt;
  return told_at_ + every_ms;
}

void figures_view::tick(std::int64_t now, effects& out) {
  changed_ = false;
  told_at_ = now;
  for (const auto& to : watchers_) {
    model::ephemeral_event told;
    told.name = "room.measured";
    told.data = numbers();
    told.conflation_key = told.name;
    out.told.push_back({to, std::move(told)});
  }
}

const facet& figures_facet() noexcept {
  static const figures judge;
  static const facet row{"figures", &judge, make_view, events};
  return row;
}

} // namespace snug::facets
