#include "actors/facets/scheduling.hpp"
#include "actors/facets/event_names.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/replies.hpp"

namespace snug::facets {

using model::error_code;

namespace {

constexpr std::int64_t longest_ms = 366ll * 24 * 3600 * 1000;

std::size_t scheduled_in(model::key room, const model::row_source& rows) {
  std::size_t count = 0;
  rows.scan(due_key(room, 0), model::row_key::end_of(room, model::table::due), model::row_source::order::up,
            [&](std::string_view, std::string_view) { return ++count < most_scheduled; });
  return count;
}

/// A command with an id names what it schedules, so that a repeat finds it; else any number that is free.
model::result<std::uint64_t> new_id(const rule_context& context, const model::command& command,
                                    const due_row& row, const model::row_source& rows) {
  if (!command.id.empty()) return content_hash(context.who.user, command.id);
  auto id = content_hash(row.event + std::to_string(row.at) + ' ' + std::to_string(context.now), row.data);
  for (std::size_t i = 0; i < most_scheduled; ++i, ++id)
    if (!rows.get(due_key(context.room.key, id))) return id;
  return refuse(error_code::unavailable, "too much is scheduled at once");
}

} // namespace

model::result<planned_event> plan_event(const rule_context& context, const model::command& command,
                                        const due_row& row, const model::row_source& rows) {
  if (const auto rule = check_event_name(row.event))
    return refuse(error_code::bad_request, std::string(*rule), "event");
  if (row.at > context.now + longest_ms)
    return refuse(error_code::bad_request, "must be within a year", "deliver_at");
  const auto id = new_id(context, command, row, rows);
  if (!id) return id.error();
  planned_event planned{{}, *id, row.at};
  if (!command.id.empty()) {
    const auto value = rows.get(due_key(context.room.key, *id));
    const auto there = value ? decode_due(*value) : std::nullopt;
    if (there && *there != row) return refuse(error_code::conflict, "another command had this id", "id");
    const bool told = rows.get(repeat_key(context.room.key, {}, due_id(*id))).has_value();
    if (there || told) return planned;
  }
  if (scheduled_in(context.room.key, rows) >= most_scheduled)
    return refuse(error_code::too_large, "a room may have " + std::to_string(most_scheduled) + " scheduled");
  planned.records.push_back({std::string(due_added), due_added_data(*id, row), false});
  return planned;
}

std::string planned_receipt(const planned_event& planned) {
  model::packer p;
  p.map(2).text("id").text(due_id(planned.id)).text("deliver_at").integer(planned.at);
  return std::move(p).str();
}

} // namespace snug::facets
