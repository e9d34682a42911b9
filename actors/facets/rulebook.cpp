#include "actors/facets/rulebook.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/replies.hpp"
#include <algorithm>

namespace snug::facets {

using model::error_code;
using model::permission;

namespace {

constexpr model::permissions everything{~std::uint32_t{0}};
constexpr model::permissions voice = model::permissions(permission::speak) | permission::publish;

model::failure internal_error() { return refuse(error_code::internal, "the command failed"); }

const rules& judge_of(const registered& known) { return *all_facets()[known.facet].judge; }

bool is_durable(const model::command_spec& spec, const model::arguments& args) {
  if (spec.way == model::lane::durable) return true;
  for (std::size_t i = 0; i < spec.fields.size(); ++i)
    if (spec.fields[i].name == spec.durable_if) return args.flag(i);
  return false;
}

verdict refused(model::key room, model::failure why) {
  verdict v;
  v.room = room;
  v.reply = std::move(why);
  return v;
}

/// The records of a decision, without numbers.
std::vector<model::record> records_of(decision& made, const model::command& command, model::key owner,
                                      std::int64_t now) {
  std::vector<model::record> records;
  records.reserve(made.records.size());
  for (auto& drafted : made.records) {
    model::record r;
    r.room = owner;
    r.offset = drafted.told ? 1 : 0; // told: numbered when written
    r.at = now;
    r.name = std::move(drafted.name);
    r.user = command.who->user;
    r.display_name = command.who->name;
    r.data = std::move(drafted.data);
    r.id = command.id;
    records.push_back(std::move(r));
  }
  return records;
}

void write(model::record& record, log_head& head, draft& rows) {
  if (record.told()) {
    record.offset = ++head.last;
    record.bytes_so_far = head.bytes_so_far += record.data.size();
    head.at = record.at;
    rows.put(log_key(record.room, record.offset), encode(record));
  }
  for (const auto& facet : all_facets())
    facet.judge->apply(record, rows);
}

/// Numbers the records and writes what follows from them. The pen's counters move when all of it went well.
verdict carry_out(decision made, const model::command& command, const rule_context& context, log_head& head,
                  const model::row_source& below, rulebook::pen& with) {
  verdict v;
  v.room = context.room.key;
  v.records = records_of(made, command, v.room, context.now);
  draft rows(below);
  auto new_head = head;
  auto commit = with.last_commit;
  for (auto& record : v.records) {
    record.commit = ++commit;
    write(record, new_head, rows);
  }
  const bool told = new_head.last > head.last;
  if (told && !command.id.empty()) {
    // Without a told record nothing would ever trim the row: such commands do the same thing however often
    // they come.
    repeat_row row{
        content_hash(command_registry::get().at(command.verb).spec->name, command.data), head.last + 1, {}};
    if (made.reply.size() <= max_kept_reply) row.reply = made.reply;
    rows.put(repeat_key(v.room, command.who->user, command.id), encode(row));
  }
  v.changes = rows.take();
  v.reply = std::move(made.reply);
  head = new_head;
  with.last_commit = commit;
  return v;
}

/// What a command with an id was answered the first time; nothing where this is the first time.
std::optional<verdict> first_verdict(const model::command& command, model::key room, const log_head& head,
                                     const model::row_source& rows) {
  if (command.id.empty()) return std::nullopt;
  const auto value = rows.get(repeat_key(room, command.who->user, command.id));
  if (!value) return std::nullopt;
  verdict v;
  v.room = room;
  v.repeat = true;
  auto row = decode_repeat(*value);
  if (!row) {
    v.reply = internal_error(); // to decide again might do it twice
  } else if (row->content !=
             content_hash(command_registry::get().at(command.verb).spec->name, command.data)) {
    v.reply = refuse(error_code::conflict, "another command had this id", "id");
  } else {
    v.repeated = row->offset;
    const auto key = log_key(room, row->offset);
    const auto record = row->reply.empty() ? rows.get(key) : std::nullopt;
    const auto decoded = record ? decode_record(key, *record) : std::nullopt;
    v.reply = row->reply.empty() ? receipt(row->offset, head.epoch, decoded ? decoded->at : head.at)
                                 : std::move(row->reply);
  }
  return v;
}

/// Commands without a room are the server's own, about the user in their field `user`: rows of that user's
/// partition and silent records.
verdict without_room(const model::command& command, const model::arguments& args,
                     const model::row_source& rows, rulebook::pen& with) {
  const auto& known = command_registry::get().at(command.verb);
  if (!command.who->admin || !command.who->user.empty())
    return refused({}, refuse(error_code::forbidden, "only the server itself may do this"));
  room_facts nowhere;
  for (std::size_t i = 0; i < known.spec->fields.size(); ++i)
    if (known.spec->fields[i].name == "user")
      nowhere.key = model::key::make(model::partition_of(args.text(i)), 0);
  const rule_context context{*command.who, nowhere, {}, everything, with.wall_ms, 0};
  auto made = judge_of(known).decide(context, command, args, rows);
  if (!made) return refused(nowhere.key, std::move(made.error()));
  log_head no_log;
  return carry_out(*std::move(made), command, context, no_log, rows, with);
}

} // namespace

// ---- commands

model::result<model::arguments> rulebook::arguments_of(const model::command& command) {
  model::arguments args;
  if (auto wrong =
          model::read_arguments(command.data, command_registry::get().at(command.verb).spec->fields, args))
    return refuse(error_code::bad_request, std::move(wrong->rule), std::move(wrong->field));
  return args;
}

bool rulebook::takes_away(const model::command& command, const standing& row) {
  const auto& known = command_registry::get().at(command.verb);
  if (!known.spec->holds) return false;
  const auto args = arguments_of(command);
  return args && judge_of(known).takes_away(command, *args, row);
}

// ---- durable lane

verdict rulebook::execute(const model::command& command, const model::row_source& rows,
                          pen& with) const noexcept {
  try {
    const auto& spec = *command_registry::get().at(command.verb).spec;
    if (!command.who) return refused(command.room, refuse(error_code::unauthenticated, "nobody asks"));
    const auto args = arguments_of(command);
    if (!args) return refused(command.room, args.error());
    if (!is_durable(spec, *args))
      return refused(command.room, refuse(error_code::bad_request, "is not durable"));
    return spec.in_room ? in_room(command, *args, rows, with) : without_room(command, *args, rows, with);
  } catch (...) {
    return refused(command.room, internal_error());
  }
}

verdict rulebook::in_room(const model::command& command, const model::arguments& args,
                          const model::row_source& rows, pen& with) const {
  auto found = facts(command, rows);
  if (!found) return refused(command.room, std::move(found.error()));
  auto& room = *found;
  const auto& who = *command.who;
  const auto row = read_standing(rows, room.key, who.user);
  if (auto why = refusal(who, room, row, permission::see)) return refused(room.key, *std::move(why));
  auto* const head = with.heads.find(rows, room.key);
  if (!head) return refused(room.key, internal_error());
  if (auto first = first_verdict(command, room.key, *head, rows)) return *std::move(first);
  const auto& known = command_registry::get().at(command.verb);
  if (auto why = refusal(who, room, row, known.spec->needs)) return refused(room.key, *std::move(why));
  room.log = {{{head->epoch, head->first}}, head->first, head->last};
  const rule_context context{
      who,           room, effective(who, room, row), may(who, room, row), std::max(with.wall_ms, head->at),
      head->last + 1};
  auto made = judge_of(known).decide(context, command, args, rows);
  if (!made) return refused(room.key, std::move(made.error()));
  return carry_out(*std::move(made), command, context, *head, rows, with);
}

// ---- read lane

model::result<std::string> rulebook::read(const model::command& command, const model::row_source& rows,
                                          std::int64_t wall_ms) const noexcept {
  try {
    const auto& known = command_registry::get().at(command.verb);
    if (!command.who) return refuse(error_code::unauthenticated, "nobody asks");
    if (known.spec->way != model::lane::read) return refuse(error_code::bad_request, "reads nothing");
    const auto args = arguments_of(command);
    if (!args) return args.error();
    const auto room = facts(command, rows);
    if (!room) return room.error();
    const auto row = read_standing(rows, room->key, command.who->user);
    if (auto why = refusal(*command.who, *room, row, known.spec->needs)) return *std::move(why);
    const auto& who = *command.who;
    const rule_context context{who, *room, effective(who, *room, row), may(who, *room, row), wall_ms, 0};
    return judge_of(known).read(context, command, *args, rows);
  } catch (...) {
    return internal_error();
  }
}

// ---- rooms

model::result<room_facts> rulebook::facts(const model::command& command,
                                          const model::row_source& rows) const {
  if (command.room.valid()) return facts(command.room, rows);
  const auto key = find_room(rows, command.room_name);
  if (!key) return no_such_room();
  return facts(*key, rows);
}

model::result<room_facts> rulebook::facts(model::key key, const model::row_source& rows) const {
  auto row = read_room(rows, key);
  if (!row) return no_such_room();
  const auto* const kind = kinds_.load(std::memory_order_acquire)->find(row->kind);
  if (!kind) return refuse(error_code::unavailable, "the room's kind is not configured");
  return room_facts{key, std::move(row->name), kind, row->access, {}};
}

model::result<room_facts> rulebook::room(std::string_view name, const model::row_source& rows) const {
  const auto key = find_room(rows, name);
  if (!key) return no_such_room();
  auto found = facts(*key, rows);
  if (found) found->log = read_lineage(rows, *key, found->kind->resume_events);
  return found;
}

bool rulebook::ensure_room(const room_row& row, model::rows& rows, std::uint64_t new_epoch) const {
  if (find_room(rows, row.name)) return false;
  const auto partition = model::partition_of(row.name);
  const auto counter = rows.get(counter_key(partition));
  const auto number = (counter ? decode_number(*counter).value_or(0) : 0) + 1;
  const auto key = model::key::make(partition, number);
  rows.put(counter_key(partition), encode_number(number));
  rows.put(name_key(row.name), encode_number(key.value()));
  rows.put(room_key(key), encode(row));
  rows.put(lineage_key(key), encode(lineage_row{{{new_epoch, 1}}, 1, 0, 0, 0}));
  return true;
}

// ---- authority

standing rulebook::effective(const model::identity& who, const room_facts& room,
                             const standing& row) noexcept {
  if (row.role == model::role::banned) return row;
  auto counts = std::max(row.role, who.granted_in(room.name));
  if (counts == model::role::none && room.access == model::access::public_room) counts = room.kind->visitor;
  return {counts, row.muted};
}

namespace {

/// What a key may do in every room, whatever its service user is there.
model::permissions of_scopes(model::scopes may) {
  constexpr auto present = model::permissions(permission::see) | permission::join | permission::read;
  model::permissions granted;
  if (may.has(model::scope::publish)) granted = granted | present | voice | permission::signal;
  if (may.has(model::scope::rooms))
    granted = granted | present | permission::manage_members | permission::manage_room;
  return granted;
}

} // namespace

model::permissions rulebook::may(const model::identity& who, const room_facts& room,
                                 const standing& in_room) noexcept {
  if (who.admin) return everything;
  const auto counts = effective(who, room, in_room);
  const auto granted = model::default_permissions(counts.role);
  return (counts.muted ? granted & ~voice.bits() : granted) | of_scopes(who.may);
}

std::optional<model::failure> rulebook::refusal(const model::identity& who, const room_facts& room,
                                                const standing& in_room, permission needs) {
  const auto granted = may(who, room, in_room);
  if (!granted.has(permission::see)) return no_such_room();
  if (granted.has(needs)) return std::nullopt;
  if (in_room.role == model::role::banned) return refuse(error_code::forbidden, "banned from this room");
  if (in_room.muted && voice.has(needs)) return refuse(error_code::forbidden, "muted in this room");
  const auto role = name_of(effective(who, room, in_room).role);
  return refuse(error_code::forbidden, "not allowed to a role of " + std::string(role));
}

// ---- retention

namespace {

/// True where the kind's history no longer keeps the record at `offset`. A damaged one weighs and dates
/// nothing; nobody can read it, so it goes when it is the oldest.
bool outlived(const model::retention& keep, const log_head& head, std::uint64_t offset,
              const std::optional<model::record>& record, std::int64_t wall_ms) {
  if (!record) return true;
  if (keep.events != 0 && head.last - offset >= keep.events) return true;
  const auto weight = head.bytes_so_far - (record->bytes_so_far - record->data.size());
  if (keep.bytes != 0 && weight > keep.bytes) return true;
  return keep.age_ms != 0 && record->at + static_cast<std::int64_t>(keep.age_ms) < wall_ms;
}

} // namespace

std::size_t rulebook::trim(const room_facts& room, log_head& head, model::rows& rows, std::int64_t wall_ms,
                           std::size_t pieces) const {
  std::vector<std::string> repeats;
  std::string last_key;
  std::size_t gone = 0;
  auto offset = head.first;
  const auto visit = [&](std::string_view key, std::string_view value) {
    if (gone == pieces) return false;
    const auto record = decode_record(key, value);
    if (record) offset = record->offset;
    if (!outlived(room.kind->history, head, offset, record, wall_ms)) return false;
    if (record && !record->id.empty()) repeats.push_back(repeat_key(room.key, record->user, record->id));
    last_key = key;
    ++offset;
    ++gone;
    return true;
  };
  rows.scan(log_key(room.key, 0), log_key(room.key, UINT64_MAX), model::row_source::order::up, visit);
  auto lineage = gone == 0 ? std::nullopt : read_lineage_row(rows, room.key);
  if (!lineage) return 0;

  head.first = offset;
  lineage->first = head.first;
  lineage->last = head.last;
  lineage->bytes_so_far = head.bytes_so_far;
  lineage->at = head.at;
  rows.put(lineage_key(room.key), encode(*lineage));
  for (auto& key : repeats)
    rows.erase(std::move(key));
  rows.erase_range(log_key(room.key, 0), last_key + '\0');
  return gone;
}

} // namespace snug::facets
