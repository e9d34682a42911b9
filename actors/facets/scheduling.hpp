#pragma once
#include "actors/facets/due_rows.hpp"
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// What a room may have scheduled at once: as many rows as a command may touch.
inline constexpr std::size_t most_scheduled = 64;

/// What scheduling comes to: the silent record that keeps the event, and where it stands.
struct planned_event {
  std::vector<draft_record> records; ///< none where the same command has scheduled it before
  std::uint64_t id = 0;
  std::int64_t at = 0;
};

/// Has `context.room` told `row` later. A command with an id that was said before comes to the same event;
/// with other content it is a `conflict`. Judges the event's name, the time and the room's bound, not who
/// asks.
[[nodiscard]] model::result<planned_event> plan_event(const rule_context& context,
                                                      const model::command& command, const due_row& row,
                                                      const model::row_source& rows);

/// `{id, deliver_at}`: what whoever scheduled it is answered.
[[nodiscard]] std::string planned_receipt(const planned_event& planned);

/// The field `deliver_at` of whatever can be told later, and its two in replies.
inline constexpr model::field deliver_at_field{
    "deliver_at", model::field_type::integer,
    false,        1,
    1ull << 53,   "later: when, ms since 1970, at most a year ahead; durable, told by the server"};
inline constexpr model::field planned_id_field{
    "id", model::field_type::text, false, 16, 16, "with deliver_at: what schedule.cancel takes"};
inline constexpr model::field planned_at_field{
    "deliver_at", model::field_type::integer, false, 0, 0, "with deliver_at: when it is told, ms since 1970"};

} // namespace snug::facets
