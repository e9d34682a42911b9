#include "actors/facets/free_events.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/scheduling.hpp"
#include "actors/facets/shown.hpp"
#include <algorithm>

namespace snug::facets {

using model::error_code;
using model::field_type;

namespace {

enum publish_field : std::size_t {
  event_name,
  event_data,
  is_durable,
  event_key,
  is_echoed,
  is_retained,
  event_at
};
constexpr model::field publish_fields[] = {
    {"event", field_type::text, true, 1, 64, "its name; not one of the server's own"},
    {"data", field_type::any, false, 0, 1u << 20, "whatever it says; nil where not given"},
    {"durable", field_type::boolean, false, 0, 0, "true: logged, with an offset"},
    {"key", field_type::text, false, 1, 128,
     "a newer event of the same name, key and user replaces one that still waits for a slow receiver; with "
     "retain, what "
     "it is kept under"},
    {"echo", field_type::boolean, false, 0, 0,
     "true: also to the connection it came from (durable events always are)"},
    {"retain", field_type::boolean, false, 0, 0,
     "true: the last one per name and key is sent to late comers; nil data ends it"},
    deliver_at_field,
};
constexpr model::field publish_answer[] = {
    {"offset", field_type::integer, false, 0, 0, "durable: the event's number in the room"},
    {"epoch", field_type::integer, false, 0, 0, "durable: the life of the log that the number belongs to"},
    {"at", field_type::integer, false, 0, 0, "durable: ms since 1970"},
    planned_id_field,
    planned_at_field,
};
constexpr model::command_spec table[] = {
    {.name = "publish",
     .way = model::lane::live,
     .durable_if = "durable|deliver_at",
     .fields = publish_fields,
     .needs = model::permission::publish,
     .method = "POST",
     .path = "/rooms/{room}/events",
     .answer = publish_answer,
     .help = "Tells the room an event of the app's own, now or later."},
};
static_assert(model::sane(table));

/// What to publish, however it was asked for.
struct publication {
  retained_event event; ///< without author and time
  bool echo = false;
  bool retain = false;
};

publication asked_by(const model::arguments& args) {
  publication p;
  p.event.name = args.text(event_name);
  p.event.key = args.text(event_key);
  p.event.data = args.raw(event_data);
  p.echo = args.flag(is_echoed);
  p.retain = args.flag(is_retained);
  return p;
}

std::optional<model::failure> check_name(std::string_view name) {
  if (const auto rule = check_event_name(name))
    return refuse(error_code::bad_request, std::string(*rule), "event");
  return std::nullopt;
}

model::ephemeral_event as_ephemeral(const retained_event& event) {
  model::ephemeral_event told;
  told.name = event.name;
  told.data = event.data;
  told.user = event.user;
  told.display_name = event.display_name;
  told.at = event.at;
  told.id = event.id;
  told.profile = event.profile;
  return told;
}

/// Of one sender: nobody replaces what another one said.
std::string conflation_key(const retained_event& event) {
  if (event.key.empty()) return {};
  return event.name + '\0' + event.key + '\0' + event.user;
}

std::unique_ptr<view> make_view(const room_facts& room) { return std::make_unique<free_events_view>(room); }

} // namespace

// ---- rules

std::span<const model::command_spec> free_events::commands() const noexcept { return table; }

model::result<decision> free_events::decide(const rule_context& context, const model::command& command,
                                            const model::arguments& args,
                                            const model::row_source& rows) const {
  const auto asked = asked_by(args);
  if (auto refused = check_name(asked.event.name)) return *std::move(refused);
  if (args.has(event_at)) {
    if (asked.retain) return refuse(error_code::bad_request, "and deliver_at don't go together", "retain");
    const due_row row{static_cast<std::int64_t>(args.uint(event_at)), asked.event.name, asked.event.data,
                      context.who.user};
    auto planned = plan_event(context, command, row, rows);
    if (!planned) return std::move(planned.error());
    return decision{std::move(planned->records), planned_receipt(*planned)};
  }
  decision made{{{asked.event.name, asked.event.data, true}}, receipt(context)};
  if (!asked.retain) return made;
  retained_events kept;
  kept.load(rows, context.room.key);
  if (auto rule = kept.complaint(asked.event, context.room.kind->max_retained))
    return refuse(error_code::too_large, std::move(*rule), "retain");
  made.records.push_back({std::string(retained_record),
                          retained_record_data(asked.event.name, asked.event.key, asked.event.data), false});
  return made;
}

void free_events::apply(const model::record& record, model::rows& rows) const {
  const auto kept = retained_by(record);
  if (!kept) return;
  auto key = retained_key(record.room, kept->name, kept->key);
  if (kept->data.empty())
    rows.erase(std::move(key));
  else
    rows.put(std::move(key), encode(*kept));
}

// ---- view

void free_events_view::load(const model::row_source& rows) { retained_.load(rows, room_); }

void free_events_view::seen(const model::record& record) {
  if (auto kept = retained_by(record)) retained_.put(std::move(*kept));
}

model::result<std::string> free_events_view::live(const live_context& context, const model::command& command,
                                                  const model::arguments& args, effects& out) {
  publication asked;
  if (command.verb == command_registry::get().free_event()) {
    if (!context.room.kind->free_events) return refuse(error_code::unknown_command, "no such command");
    asked.event.name = command.free_event;
    asked.event.data = command.data;
  } else {
    asked = asked_by(args);
  }
  if (auto refused = check_name(asked.event.name)) return *std::move(refused);
  asked.event.user = context.by.who->user;
  asked.event.display_name = context.by.who->name;
  asked.event.id = command.id;
  asked.event.profile = shown_of(*context.by.who, context.room.kind->shows);
  if (asked.retain)
    if (auto rule = retained_.complaint(asked.event, max_retained_))
      return refuse(error_code::too_large, std::move(*rule), "retain");

  auto told = as_ephemeral(asked.event);
  told.conflation_key = conflation_key(asked.event);
  if (!asked.echo) told.except = context.by.address;
  out.events.push_back(std::move(told));
  if (asked.retain) retained_.put(std::move(asked.event));
  return empty_reply();
}

void free_events_view::welcome(std::vector<model::ephemeral_event>& only_for_it) {
  for (const auto& [place, event] : retained_.all())
    only_for_it.push_back(as_ephemeral(event));
}

const facet& free_events_facet() noexcept {
  static const free_events judge;
  static const facet row{"free_events", &judge, make_view, {}};
  return row;
}

} // namespace snug::facets
