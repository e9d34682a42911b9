#include "actors/facets/schedule.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/due_rows.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/facets/scheduling.hpp"

namespace snug::facets {

using model::error_code;
using model::field;
using model::field_type;

namespace {

enum add_field : std::size_t { add_event, add_data, add_at };
constexpr field add_fields[] = {
    {"event", field_type::text, true, 1, 64, "its name; not one of the server's own"},
    {"data", field_type::any, false, 0, 65'536, "whatever it says; nil where not given"},
    {"deliver_at", field_type::integer, true, 1, 1ull << 53,
     "when, ms since 1970, at most a year ahead; at once where that is over"},
};
constexpr field id_field{"id", field_type::text, true, 16, 16, "what schedule.add answered"};
constexpr field id_fields[] = {id_field};
constexpr field add_answer[] = {
    id_field, {"deliver_at", field_type::integer, true, 0, 0, "when it is told, ms since 1970"}};
constexpr field list_answer[] = {
    {"scheduled", field_type::list, true, 0, 0, "{id, event, data, deliver_at, user}"}};

enum verb : std::uint16_t { verb_add, verb_cancel, verb_list, verb_run };
constexpr model::command_spec table[] = {
    {.name = "schedule.add",
     .fields = add_fields,
     .needs = model::permission::publish,
     .method = "POST",
     .path = "/rooms/{room}/scheduled",
     .answer = add_answer,
     .help = "Has the room told a durable event of the app's own later, by the server. At most 64 a room."},
    {.name = "schedule.cancel",
     .fields = id_fields,
     .needs = model::permission::publish,
     .method = "DELETE",
     .path = "/rooms/{room}/scheduled/{id}",
     .answer = {},
     .help = "Takes back what one has scheduled; whoever manages the room may take back anybody's."},
    {.name = "schedule.list",
     .way = model::lane::read,
     .fields = {},
     .needs = model::permission::publish,
     .method = "GET",
     .path = "/rooms/{room}/scheduled",
     .answer = list_answer,
     .help = "What is scheduled in a room."},
    {.name = "schedule.run",
     .fields = id_fields,
     .answer = {},
     .help = "Tells what is due; for the server itself."},
};
static_assert(model::sane(table));

model::failure no_such_event() {
  return refuse(error_code::not_found, "nothing of this id is scheduled", "id");
}

std::optional<due_row> find(const rule_context& context, std::uint64_t id, const model::row_source& rows) {
  const auto row = rows.get(due_key(context.room.key, id));
  return row ? decode_due(*row) : std::nullopt;
}

/// Visits what is scheduled in the room, at most `most_scheduled` rows.
template <class Visit> void each(const rule_context& context, const model::row_source& rows, Visit visit) {
  std::size_t seen = 0;
  const auto& room = context.room.key;
  rows.scan(due_key(room, 0), model::row_key::end_of(room, model::table::due), model::row_source::order::up,
            [&](std::string_view key, std::string_view value) {
              if (const auto id = read_due_key(key)) visit(*id, decode_due(value));
              return ++seen < most_scheduled;
            });
}

model::result<decision> add(const rule_context& context, const model::command& command,
                            const model::arguments& args, const model::row_source& rows) {
  const due_row row{static_cast<std::int64_t>(args.uint(add_at)), std::string(args.text(add_event)),
                    std::string(args.raw(add_data)), context.who.user};
  auto planned = plan_event(context, command, row, rows);
  if (!planned) return std::move(planned.error());
  return decision{std::move(planned->records), planned_receipt(*planned)};
}

model::result<decision> cancel(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto id = read_due_id(args.text(0));
  const auto row = id ? find(context, *id, rows) : std::nullopt;
  if (!row) return no_such_event();
  if (row->user != context.who.user && !context.may.has(model::permission::manage_room))
    return refuse(error_code::forbidden, "somebody else has scheduled this", "id");
  return decision{{{std::string(due_ended), due_ended_data(*id, row->at), false}}, empty_reply()};
}

/// What isn't there any more was told or taken back: then only its end is said again.
model::result<decision> run(const rule_context& context, const model::arguments& args,
                            const model::row_source& rows) {
  if (!context.who.user.empty() || !context.who.admin)
    return refuse(error_code::forbidden, "only the server may do this");
  const auto id = read_due_id(args.text(0));
  if (!id) return no_such_event();
  const auto row = find(context, *id, rows);
  decision made{{}, empty_reply()};
  if (row) made.records.push_back({row->event, row->data, true});
  made.records.push_back({std::string(due_ended), due_ended_data(*id, row ? row->at : 0), false});
  return made;
}

} // namespace

std::span<const model::command_spec> schedule::commands() const noexcept { return table; }

model::result<decision> schedule::decide(const rule_context& context, const model::command& command,
                                         const model::arguments& args, const model::row_source& rows) const {
  switch (command_registry::get().at(command.verb).place) {
  case verb_add:
    return add(context, command, args, rows);
  case verb_cancel:
    return cancel(context, args, rows);
  default:
    return run(context, args, rows);
  }
}

void schedule::apply(const model::record& record, model::rows& rows) const {
  const bool added = record.name == due_added && !record.told();
  const bool ended = record.name == due_ended && !record.told();
  const auto place = added || ended ? due_place_of(record) : std::nullopt;
  if (!place) return;
  if (ended) {
    rows.erase(due_key(place->room, place->id));
    rows.erase(due_at_key(*place));
    return;
  }
  const model::value data(record.data);
  const due_row row{place->at, std::string(data.find("event").text().value_or("")),
                    std::string(data.find("data").bytes().value_or("")), record.user};
  rows.put(due_key(place->room, place->id), encode(row));
  rows.put(due_at_key(*place), row_value(model::packer{}.array(0)));
}

model::result<std::string> schedule::read(const rule_context& context, const model::command&,
                                          const model::arguments&, const model::row_source& rows) const {
  model::packer events;
  std::uint32_t count = 0;
  each(context, rows, [&](std::uint64_t id, const std::optional<due_row>& row) {
    if (!row) return;
    ++count;
    events.map(5).text("id").text(due_id(id)).text("event").text(row->event).text("data").raw(row->data);
    events.text("deliver_at").integer(row->at).text("user").text(row->user);
  });
  model::packer p;
  p.map(1).text("scheduled").array(count);
  return std::move(p).str() + events.str();
}

const facet& schedule_facet() noexcept {
  static const schedule judge;
  static const facet row{"schedule", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
