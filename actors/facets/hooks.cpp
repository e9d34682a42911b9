#include "actors/facets/hooks.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/hook_rows.hpp"
#include "actors/facets/replies.hpp"

namespace snug::facets {

using model::error_code;
using model::field;
using model::field_type;
using model::table;

namespace {

enum queue_field : std::size_t {
  queue_room,
  queue_kind,
  queue_event,
  queue_data,
  queue_epoch,
  queue_offset,
  queue_by,
  queue_name,
  queue_at,
  queue_id
};
constexpr field queue_fields[] = {
    {"room", field_type::text, true, 1, 128, "where it was told"},
    {"kind", field_type::text, true, 0, 64, "the room's kind"},
    {"event", field_type::text, true, 1, 64, "its name"},
    {"data", field_type::bytes, true, 0, 0, "MessagePack"},
    {"epoch", field_type::integer, true, 0, 0, "the life of the log"},
    {"offset", field_type::integer, true, 0, 0, "its number in the room"},
    {"by", field_type::text, true, 0, 256, "whom it is from"},
    {"name", field_type::text, true, 0, 256, "what they are called"},
    {"at", field_type::integer, true, 0, 0, "ms since 1970"},
    {"id", field_type::text, true, 0, 256, "the command's id"},
};
constexpr field settle_fields[] = {
    {"sent", field_type::list, true, 0, 4'096, "numbers that the back end has"},
    {"dead", field_type::list, true, 0, 65'536, "[number, attempts, why] of those given up"},
    {"again", field_type::list, true, 0, 4'096, "dead ones that are tried anew"},
    {"drop", field_type::list, true, 0, 4'096, "dead ones that go"},
};
enum list_field : std::size_t { list_state, list_after, list_limit };
constexpr field list_fields[] = {
    {"state", field_type::choice, false, 0, 0, "dead (where not given): given up; waiting: not delivered yet",
     "dead|waiting"},
    {"after", field_type::integer, false, 0, 0, "only those behind this number"},
    {"limit", field_type::integer, false, 1, 64, "at most; 20 where not given"},
};
constexpr field list_answer[] = {
    {"events", field_type::list, true, 0, 0,
     "{number, room, event, data, epoch, offset, user, at, attempts, why}, the oldest first"},
    {"more", field_type::boolean, true, 0, 0, "there are more behind the last"},
};

enum verb : std::uint16_t { verb_queue, verb_settle, verb_list };
constexpr model::command_spec commands_of_hooks[] = {
    {.name = "hook.queue",
     .in_room = false,
     .fields = queue_fields,
     .answer = {},
     .help = "Keeps an event for the back end; for the server itself."},
    {.name = "hook.settle",
     .in_room = false,
     .fields = settle_fields,
     .answer = {},
     .help = "Says what has become of events for the back end; for the server itself."},
    {.name = "hook.list",
     .in_room = false,
     .way = model::lane::read,
     .fields = list_fields,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/hooks",
     .answer = list_answer,
     .help = "A page of the events that the back end didn't take, or doesn't have yet. Scope admin."},
};
static_assert(model::sane(commands_of_hooks));

constexpr std::uint64_t default_limit = 20;

/// What `hook.queued` says, as a row; nothing where it says less than that.
std::optional<hook_row> row_of(const model::record& record) {
  model::arguments args;
  if (model::read_arguments(record.data, queue_fields, args)) return std::nullopt;
  hook_row row;
  row.room = args.text(queue_room);
  row.kind = args.text(queue_kind);
  row.event = args.text(queue_event);
  row.data = args.at[queue_data].bytes().value_or(std::string_view{});
  row.epoch = args.uint(queue_epoch);
  row.offset = args.uint(queue_offset);
  row.user = args.text(queue_by);
  row.name = args.text(queue_name);
  row.at = static_cast<std::int64_t>(args.uint(queue_at));
  row.id = args.text(queue_id);
  return row;
}

void erase(model::rows& rows, table t, std::uint64_t number) {
  const auto key = hook_key(t, number);
  if (rows.get(key)) rows.erase(key);
}

void settle(const settlement& what, model::rows& rows) {
  for (const auto number : what.sent)
    erase(rows, table::hook, number);
  for (const auto& failed : what.dead) {
    const auto value = rows.get(hook_key(table::hook, failed.number));
    auto row = value ? decode_hook(*value) : std::nullopt;
    if (!row) continue;
    row->attempts = failed.attempts;
    row->why = failed.why;
    rows.put(hook_key(table::hook_dead, failed.number), encode(*row));
    rows.erase(hook_key(table::hook, failed.number));
  }
  for (const auto number : what.again) {
    const auto value = rows.get(hook_key(table::hook_dead, number));
    auto row = value ? decode_hook(*value) : std::nullopt;
    if (!row) continue;
    row->attempts = 0;
    row->why.clear();
    rows.put(hook_key(table::hook, number), encode(*row));
    rows.erase(hook_key(table::hook_dead, number));
  }
  for (const auto number : what.drop)
    erase(rows, table::hook_dead, number);
}

void pack(model::packer& p, std::uint64_t number, const hook_row& row) {
  p.map(10).text("number").uint(number).text("room").text(row.room).text("event").text(row.event);
  p.text("data").raw(row.data).text("epoch").uint(row.epoch).text("offset").uint(row.offset);
  p.text("user").text(row.user).text("at").integer(row.at);
  p.text("attempts").uint(row.attempts).text("why").text(row.why);
}

} // namespace

std::span<const model::command_spec> hooks::commands() const noexcept { return commands_of_hooks; }

model::result<decision> hooks::decide(const rule_context&, const model::command& command,
                                      const model::arguments&, const model::row_source&) const {
  const bool queues = command_registry::get().at(command.verb).place == verb_queue;
  return decision{{{std::string(queues ? hook_queued : hook_settled), command.data, false}}, empty_reply()};
}

void hooks::apply(const model::record& record, model::rows& rows) const {
  if (record.told()) return;
  if (record.name == hook_settled) return settle(decode_settlement(record.data), rows);
  if (record.name != hook_queued) return;
  if (const auto row = row_of(record)) rows.put(hook_key(table::hook, record.commit), encode(*row));
}

void hooks::follows(const room_facts& room, const model::record& record,
                    std::vector<follow_up>& behind) const {
  if (!record.told() || !room.kind || !is_hooked(room.kind->hooks, record.name)) return;
  model::packer p;
  p.map(10).text("room").text(room.name).text("kind").text(room.kind->name).text("event").text(record.name);
  p.text("data").bytes(record.data); // as bytes: inside a value its depth would be one more
  p.text("epoch").uint(room.log.epoch()).text("offset").uint(record.offset).text("by").text(record.user);
  p.text("name").text(record.display_name).text("at").integer(record.at).text("id").text(record.id);
  behind.push_back({"hook.queue", {}, std::move(p).str(), {}});
}

model::result<std::string> hooks::read(const rule_context& context, const model::command&,
                                       const model::arguments& args, const model::row_source& rows) const {
  if (!context.who.admin) return refuse(error_code::forbidden, "only administrators may do this");
  const auto t = args.text(list_state) == "waiting" ? table::hook : table::hook_dead;
  const auto limit = args.has(list_limit) ? args.uint(list_limit) : default_limit;
  model::packer list;
  std::uint32_t count = 0;
  bool more = false;
  const auto visit = [&](std::string_view key, std::string_view value) {
    more = count == limit;
    if (more) return false;
    const auto number = read_hook_key(key);
    const auto row = decode_hook(value);
    if (!number || !row) return true;
    pack(list, *number, *row);
    ++count;
    return true;
  };
  const auto first = args.has(list_after) ? args.uint(list_after) + 1 : 0;
  if (!rows.scan(hook_key(t, first), model::row_key::end_of(hook_owner(), t), model::row_source::order::up,
                 visit))
    more = true;
  model::packer p;
  p.map(2).text("events").array(count);
  if (count > 0) p.raw(list.str());
  p.text("more").boolean(more);
  return std::move(p).str();
}

const facet& hooks_facet() noexcept {
  static const hooks judge;
  static const facet row{"hooks", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
