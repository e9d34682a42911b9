#include "actors/facets/rulebook.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/digest.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/room_rows.hpp"
#include <algorithm>

namespace snug::facets {

using model::error_code;
using model::permission;

namespace {

constexpr model::permissions everything{~std::uint32_t{0}};
constexpr model::permissions voice = model::permissions(permission::speak) | permission::publish;
/// What nobody may do in an archived room.
constexpr model::permissions activity = voice | permission::signal | permission::invite;

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

/// What follows from the records for other owners, as commands of the server's own.
std::vector<model::command> behind(const room_facts& room, const std::vector<model::record>& records) {
  std::vector<follow_up> wanted;
  for (const auto& record : records)
    for (const auto& facet : all_facets())
      facet.judge->follows(room, record, wanted);
  std::vector<model::command> commands;
  for (auto& next : wanted) {
    model::command c;
    c.who = model::server_identity();
    c.verb = command_registry::get().find(next.verb).value();
    c.room_name = std::move(next.room_name);
    c.data = std::move(next.data);
    c.id = std::move(next.id);
    commands.push_back(std::move(c));
  }
  return commands;
}

/// Numbers the records and writes what follows from them. The pen's counters move when all of it went well.
/// `repeat` is the key of the command's repeat row; "" where none is kept.
verdict carry_out(decision made, const model::command& command, const rule_context& context, log_head& head,
                  draft& rows, std::string repeat, rulebook::pen& with) {
  verdict v;
  v.room = context.room.key;
  v.records = records_of(made, command, v.room, context.now);
  auto new_head = head;
  auto commit = with.last_commit;
  for (auto& record : v.records) {
    record.commit = ++commit;
    write(record, new_head, rows);
  }
  const bool told = new_head.last > head.last;
  if (told && !repeat.empty()) {
    // Without a told record nothing would ever trim the row: such commands do the same thing however often
    // they come.
    repeat_row row{
        content_hash(command_registry::get().at(command.verb).spec->name, command.data), head.last + 1, {}};
    if (made.reply.size() <= max_kept_reply) row.reply = made.reply;
    rows.put(std::move(repeat), encode(row));
  }
  v.behind = behind(context.room, v.records);
  v.changes = rows.take();
  v.reply = std::move(made.reply);
  head = new_head;
  with.last_commit = commit;
  return v;
}

/// What a command with an id was answered the first time; nothing where this is the first time.
std::optional<verdict> first_verdict(const model::command& command, model::key room, const log_head& head,
                                     const std::string& repeat, const model::row_source& rows) {
  if (repeat.empty()) return std::nullopt;
  const auto value = rows.get(repeat);
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

bool has_facet(const model::kind& kind, std::uint8_t facet) { return ((kind.facets >> facet) & 1) != 0; }

model::failure not_of_this_kind() {
  return refuse(error_code::unknown_command, "rooms of this kind don't know this command");
}

/// 16 bytes that only the writer knows: of the command's own where it has an id, so that a repeat gets the
/// same.
std::string hidden_bytes(const model::command& command, model::key room, const rulebook::pen& with) {
  const auto number = [](digest& into, std::uint64_t n) {
    char bytes[8];
    for (std::size_t i = 0; i < 8; ++i)
      bytes[i] = static_cast<char>(n >> (56 - 8 * i));
    into.add({bytes, sizeof bytes});
  };
  digest hash;
  hash.add("snug names 1");
  number(hash, with.secret.size());
  hash.add(with.secret);
  number(hash, room.value());
  number(hash, command.who->user.size());
  hash.add(command.who->user);
  if (command.id.empty()) {
    for (const auto n : with.fresh)
      number(hash, n);
  } else {
    number(hash, command.verb);
    hash.add(command.id);
  }
  const auto bytes = hash.finish();
  return {reinterpret_cast<const char*>(bytes.data()), 16};
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
    if (!spec.in_room && spec.whose == model::about::new_room) return in_new_room(command, *args, rows, with);
    if (!spec.in_room) return without_room(command, *args, rows, with);
    // What a stranger has to know is the first field of such a command.
    const bool guesses = spec.for_strangers && args->has(0);
    if (!guesses || !with.guesses) return in_room(command, *args, rows, with);
    const auto& user = command.who->user;
    if (const auto wait = with.guesses->wait(user, command.room_name, with.steady_ms)) {
      auto why = refuse(error_code::rate_limited, "too many wrong codes");
      why.retry_after_ms = wait;
      return refused(command.room, std::move(why));
    }
    auto v = in_room(command, *args, rows, with);
    if (!v.reply && v.reply.error().code == error_code::not_found)
      with.guesses->wrong(user, command.room_name, with.steady_ms);
    return v;
  } catch (...) {
    return refused(command.room, internal_error());
  }
}

verdict rulebook::in_room(const model::command& command, const model::arguments& args,
                          const model::row_source& rows, pen& with) const {
  auto found = facts(command, rows);
  if (!found) return refused(command.room, std::move(found.error()));
  const auto& known = command_registry::get().at(command.verb);
  const auto row = read_standing(rows, found->key, command.who->user);
  if (!known.spec->for_strangers)
    if (auto why = refusal(*command.who, *found, row, permission::see))
      return refused(found->key, *std::move(why));
  return in_known_room(*found, command, args, rows, with);
}

verdict rulebook::in_known_room(room_facts& room, const model::command& command, const model::arguments& args,
                                const model::row_source& rows, pen& with) const {
  const auto& who = *command.who;
  const auto& known = command_registry::get().at(command.verb);
  const auto row = read_standing(rows, room.key, who.user);
  auto* const head = with.heads.find(rows, room.key);
  if (!head) return refused(room.key, internal_error());
  auto repeat = command.id.empty() ? std::string() : repeat_key(room.key, who.user, command.id);
  if (auto first = first_verdict(command, room.key, *head, repeat, rows)) return *std::move(first);
  if (!has_facet(*room.kind, known.facet)) return refused(room.key, not_of_this_kind());
  if (known.spec->in_room && !known.spec->for_strangers)
    if (auto why = refusal(who, room, row, known.spec->needs)) return refused(room.key, *std::move(why));
  room.log = {{{head->epoch, head->first}}, head->first, head->last};
  const auto hidden = hidden_bytes(command, room.key, with);
  const rule_context context{who,
                             room,
                             effective(who, room, row),
                             may(who, room, row),
                             std::max(with.wall_ms, head->at),
                             head->last + 1,
                             false,
                             &known_kinds(),
                             hidden};
  auto made = judge_of(known).decide(context, command, args, rows);
  if (!made) return refused(room.key, std::move(made.error()));
  draft changed(rows);
  return carry_out(*std::move(made), command, context, *head, changed, std::move(repeat), with);
}

verdict rulebook::in_new_room(const model::command& command, const model::arguments& args,
                              const model::row_source& rows, pen& with) const {
  const auto& known = command_registry::get().at(command.verb);
  const auto hidden = hidden_bytes(command, {}, with);
  auto wanted = judge_of(known).found({*command.who, known_kinds(), hidden}, command, args);
  if (!wanted) return refused({}, std::move(wanted.error()));
  if (const auto key = find_room(rows, wanted->name)) {
    auto room = facts(*key, rows);
    if (!room) return refused(*key, std::move(room.error()));
    return in_known_room(*room, command, args, rows, with);
  }
  if (!wanted->needed) return {};
  if (!wanted->allowed) return refused({}, refuse(error_code::forbidden, "not allowed to make such a room"));
  if (wanted->kind->durability == model::durability::none)
    return refused(
        {}, refuse(error_code::bad_request, "of rooms kept in memory is for the configuration", "kind"));

  const auto partition = model::partition_of(wanted->name);
  const auto counter = rows.get(counter_key(partition));
  const auto number = (counter ? decode_number(*counter).value_or(0) : 0) + 1;
  const room_facts room{model::key::make(partition, number),
                        wanted->name,
                        wanted->kind,
                        wanted->access,
                        {{{with.new_id, 1}}, 1, 0}};
  const rule_context context{*command.who, room, {}, {}, with.wall_ms, 1, true, &known_kinds(), hidden};
  auto made = judge_of(known).decide(context, command, args, rows);
  if (!made) return refused({}, std::move(made.error()));
  draft changed(rows);
  changed.put(counter_key(partition), encode_number(number));
  changed.put(name_key(room.name), encode_number(room.key.value()));
  changed.put(lineage_key(room.key), encode(lineage_row{{{with.new_id, 1}}, 1, 0, 0, 0}));
  log_head head{with.new_id, 1, 0, 0, 0};
  auto repeat = command.id.empty() ? std::string() : repeat_key(room.key, command.who->user, command.id);
  return carry_out(*std::move(made), command, context, head, changed, std::move(repeat), with);
}

/// Commands about a user's own rows: those of the user who says them, or (for the server alone) of the one in
/// their field `user`. Silent records.
verdict rulebook::without_room(const model::command& command, const model::arguments& args,
                               const model::row_source& rows, pen& with) const {
  const auto& known = command_registry::get().at(command.verb);
  const bool own = known.spec->whose == model::about::own_user;
  const auto& who = *command.who;
  if (own && who.user.empty()) return refused({}, refuse(error_code::forbidden, "only a user may do this"));
  if (!own && (!who.admin || !who.user.empty()))
    return refused({}, refuse(error_code::forbidden, "only the server itself may do this"));
  room_facts nowhere;
  nowhere.key = model::key::make(model::partition_of(who.user), 0);
  for (std::size_t i = 0; !own && i < known.spec->fields.size(); ++i)
    if (known.spec->fields[i].name == "user")
      nowhere.key = model::key::make(model::partition_of(args.text(i)), 0);
  const rule_context context{who, nowhere, {}, everything, with.wall_ms, 0, false, &known_kinds(), {}};
  auto made = judge_of(known).decide(context, command, args, rows);
  if (!made) return refused(nowhere.key, std::move(made.error()));
  log_head no_log;
  draft changed(rows);
  return carry_out(*std::move(made), command, context, no_log, changed, {}, with);
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
    if (!known.spec->in_room) {
      const room_facts nowhere;
      const rule_context context{*command.who, nowhere, {}, {}, wall_ms, 0, false, &known_kinds(), {}};
      return judge_of(known).read(context, command, *args, rows);
    }
    const auto room = facts(command, rows);
    if (!room) return room.error();
    const auto row = read_standing(rows, room->key, command.who->user);
    if (auto why = refusal(*command.who, *room, row, known.spec->needs)) return *std::move(why);
    if (!has_facet(*room->kind, known.facet)) return not_of_this_kind();
    const auto& who = *command.who;
    const rule_context context{
        who, *room, effective(who, *room, row), may(who, *room, row), wall_ms, 0, false, &known_kinds(), {}};
    return judge_of(known).read(context, command, *args, rows);
  } catch (...) {
    return internal_error();
  }
}

// ---- rooms

namespace {

/// A room that isn't there is looked at like one that may not be seen: the time it takes tells nobody which.
model::failure nothing_to_see(const model::row_source& rows, std::string_view name, std::string_view user) {
  constexpr auto never_given = (1ull << 56) - 1;
  const auto nowhere = model::key::make(model::partition_of(name), never_given);
  (void)read_room(rows, nowhere);
  (void)read_standing(rows, nowhere, user);
  return no_such_room();
}

} // namespace

model::result<room_facts> rulebook::facts(const model::command& command,
                                          const model::row_source& rows) const {
  if (command.room.valid()) {
    // A room of this name may have been deleted, and another one made, since the key was looked up.
    auto known = facts(command.room, rows);
    if (known || command.room_name.empty() || known.error().code != error_code::not_found) return known;
  }
  const auto key = find_room(rows, command.room_name);
  if (!key) return nothing_to_see(rows, command.room_name, command.who->user);
  return facts(*key, rows);
}

model::result<room_facts> rulebook::facts(model::key key, const model::row_source& rows) const {
  auto row = read_room(rows, key);
  if (!row) return no_such_room();
  const auto* const kind = kinds_.load(std::memory_order_acquire)->find(row->kind);
  if (!kind) return refuse(error_code::unavailable, "the room's kind is not configured");
  return room_facts{key, std::move(row->name), kind, row->access, {}, row->archived, row->max_members};
}

model::result<room_facts> rulebook::room(std::string_view name, const model::row_source& rows) const {
  const auto key = find_room(rows, name);
  if (!key) {
    const auto read = nothing_to_see(rows, name, {});
    (void)read_lineage(rows, model::key{}, 0);
    return read;
  }
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
  put_room(rows, key, row);
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
    granted = granted | present | permission::manage_members | permission::manage_room | permission::invite;
  return granted;
}

} // namespace

model::permissions rulebook::may(const model::identity& who, const room_facts& room,
                                 const standing& in_room) noexcept {
  if (who.admin) return everything;
  const auto counts = effective(who, room, in_room);
  model::permissions granted;
  if (counts.role != model::role::none)
    granted = room.kind->allows[static_cast<std::size_t>(counts.role)];
  else if (room.access == model::access::open)
    granted = permission::see;
  if (counts.muted) granted = granted.without(voice);
  granted = granted | of_scopes(who.may);
  return room.archived ? granted.without(activity) : granted;
}

std::optional<model::failure> rulebook::refusal(const model::identity& who, const room_facts& room,
                                                const standing& in_room, permission needs) {
  const auto granted = may(who, room, in_room);
  if (!granted.has(permission::see)) return no_such_room();
  if (granted.has(needs)) return std::nullopt;
  if (in_room.role == model::role::banned) return refuse(error_code::forbidden, "banned from this room");
  if (room.archived && activity.has(needs)) return refuse(error_code::forbidden, "the room is archived");
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
  const auto floor = log_key(room.key, head.first); // rows below are gone; looking for them takes time
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
  rows.scan(floor, log_key(room.key, UINT64_MAX), model::row_source::order::up, visit);
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
  rows.erase_range(floor, last_key + '\0');
  return gone;
}

} // namespace snug::facets
