#include "actors/facets/rooms.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/event_names.hpp"
#include "actors/facets/first_members.hpp"
#include "actors/facets/kinds.hpp"
#include "actors/facets/room_names.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/facets/room_tables.hpp"
#include "actors/model/names.hpp"
#include "actors/model/table.hpp"

namespace snug::facets {

using model::error_code;

namespace {

constexpr std::string_view created = "room.created";
constexpr std::string_view changed = "room.changed";
constexpr std::string_view code_set = "room.code_set"; // silent: a code is nobody's business
constexpr std::string_view archived = "room.archived";
constexpr std::string_view unarchived = "room.unarchived";
constexpr std::string_view deleted = "room.deleted";

room_verb verb_of(const model::command& command) {
  return static_cast<room_verb>(command_registry::get().at(command.verb).place);
}

model::failure wrong(std::string_view field, std::string_view rule) {
  return refuse(error_code::bad_request, std::string(rule), std::string(field));
}

// ---- naming

bool may_make(const model::kind& kind, const model::identity& who) {
  if (who.manages_rooms()) return true;
  if (who.guest) return kind.makers == model::makers::everybody;
  return kind.makers != model::makers::nobody;
}

model::result<founding> of_kind(const naming_context& context, std::string_view name) {
  const auto* kind = context.known.find(name);
  if (!kind) return wrong("kind", "is not a kind of room here");
  return founding{{}, kind, kind->access, may_make(*kind, context.who)};
}

model::result<founding> found_new(const naming_context& context, const model::arguments& args) {
  auto wanted = of_kind(context, args.text(room_kind));
  if (!wanted) return wanted;
  if (!args.has(room_name)) {
    wanted->name = generated_name(wanted->kind->name, context.hidden);
    return wanted;
  }
  if (!context.who.manages_rooms())
    return refuse(error_code::forbidden, "is for admins to choose: leave it out", "name");
  if (const auto rule = model::check_room_name(args.text(room_name))) return wrong("name", *rule);
  wanted->name = args.text(room_name);
  return wanted;
}

model::result<founding> found_by_ref(const naming_context& context, const model::arguments& args) {
  if (!args.has(room_kind)) return wrong("kind", "is missing");
  if (const auto rule = check_ref(args.text(room_ref))) return wrong("ref", *rule);
  auto wanted = of_kind(context, args.text(room_kind));
  if (!wanted) return wanted;
  const auto owner = context.who.manages_rooms() ? std::string_view{} : std::string_view{context.who.user};
  wanted->name = ref_name(wanted->kind->name, owner, args.text(room_ref));
  return wanted;
}

model::result<founding> found_by_name(const naming_context& context, const model::arguments& args) {
  const auto name = args.text(room_name);
  if (const auto rule = model::check_room_name(name)) return wrong("name", *rule);
  const auto* kind = context.known.by_name(name);
  if (!kind) return no_such_room();
  return founding{std::string(name), kind, kind->access, true};
}

model::result<founding> found_or_made(const naming_context& context, const model::arguments& args) {
  if (args.has(room_ref) == args.has(room_name)) return wrong("ref", "or a name must be given, not both");
  return args.has(room_ref) ? found_by_ref(context, args) : found_by_name(context, args);
}

model::result<founding> found_direct(const naming_context& context, const model::arguments& args) {
  const auto other = args.text(0);
  if (const auto rule = check_user(other)) return wrong("user", *rule);
  if (other == context.who.user || context.who.user.empty()) return wrong("user", "must be somebody else");
  auto wanted = of_kind(context, "direct");
  if (!wanted) return wanted;
  wanted->name = direct_name(context.who.user, other);
  wanted->allowed = !context.who.guest;
  return wanted;
}

model::result<founding> found_inbox(const naming_context& context, std::string_view user) {
  auto wanted = of_kind(context, "inbox");
  if (!wanted) return wanted;
  wanted->name = inbox_name(user);
  wanted->allowed = true;
  return wanted;
}

model::result<founding> found_everyone(const naming_context& context) {
  const auto* kind = context.known.by_name(everyone);
  if (!kind) return refuse(error_code::not_found, "there is no room for announcements");
  return founding{std::string(everyone), kind, kind->access, context.who.speaks_as_system()};
}

// ---- making

/// Who has given what is told by it; nothing where it was the server.
std::uint32_t has_author(const rule_context& context) { return context.who.user.empty() ? 0 : 1; }

void pack_author(model::packer& p, const rule_context& context) {
  if (!context.who.user.empty()) p.text("by").text(context.who.user);
}

/// What a command says a room is to be.
struct wishes {
  const model::arguments& args;
  model::access access;
};

std::optional<model::failure> complain(const wishes& w, const rule_context& context, bool has_code) {
  if (w.access == model::access::code && !w.args.has(room_code) && !has_code)
    return wrong("code", "is missing: access code needs one");
  if (w.args.has(room_seats) && w.args.uint(room_seats) > context.room.kind->max_members)
    return wrong("max_members", "must be at most " + std::to_string(context.room.kind->max_members) +
                                    " in this kind of room");
  return std::nullopt;
}

draft_record code_record(std::string_view code) {
  return {std::string(code_set), model::packer().map(1).text("code").text(code).str(), false};
}

draft_record begin_record(const rule_context& context, const wishes& w) {
  std::uint32_t given = 3 + has_author(context);
  for (const auto i : {room_title, room_metadata, room_seats})
    given += w.args.has(i) ? 1 : 0;
  model::packer p;
  p.map(given).text("name").text(context.room.name).text("kind").text(context.room.kind->name);
  p.text("access").text(name_of(w.access));
  for (const auto i : {room_title, room_metadata, room_seats})
    if (w.args.has(i)) p.text(change_fields[i].name).raw(w.args.raw(i));
  pack_author(p, context);
  return {std::string(created), std::move(p).str(), true};
}

draft_record member_record(const rule_context& context, const first_member& who) {
  model::packer p;
  p.map(2 + has_author(context)).text("user").text(who.user).text("role").text(name_of(who.role));
  pack_author(p, context);
  return {"member.added", std::move(p).str(), true};
}

/// `{room, created, offset, epoch, at}`; of a room that was there: where its log ends.
void pack_answer(model::packer& p, const rule_context& context, std::size_t told) {
  p.text("room").text(context.room.name).text("created").boolean(context.begins);
  p.text("offset").uint(context.next_offset - 1 + told).text("epoch").uint(context.room.log.epoch());
  p.text("at").integer(context.now);
}

std::string answer(const rule_context& context, std::size_t told) {
  model::packer p;
  pack_answer(p.map(5), context, told);
  return std::move(p).str();
}

decision with_members(const rule_context& context, decision made, const std::vector<first_member>& members) {
  std::size_t told = 0;
  for (const auto& who : members)
    made.records.push_back(member_record(context, who));
  for (const auto& record : made.records)
    told += record.told ? 1 : 0;
  made.reply = answer(context, told);
  return made;
}

model::result<decision> make(const rule_context& context, const model::arguments& args,
                             const model::row_source& rows) {
  const wishes w{args, model::access_of(args.text(room_access)).value_or(context.room.access)};
  if (auto refused = complain(w, context, false)) return *std::move(refused);
  auto members = read_members(args.at[room_members]);
  if (!members) return members.error();
  // An admin acts for an app: its room has the members it names. The room everyone is everybody's.
  if (!context.who.manages_rooms() && context.room.name != everyone) {
    std::erase_if(*members, [&](const auto& m) { return m.user == context.who.user; });
    members->insert(members->begin(), {context.who.user, model::role::owner});
  }
  if (!context.who.manages_rooms() &&
      rooms_of(rows, context.who.user, context.known->max_rooms()).size() >= context.known->max_rooms())
    return refuse(error_code::forbidden, "in as many rooms as one user may be: leave or delete some");
  const auto most = args.has(room_seats) ? args.uint(room_seats) : context.room.kind->max_members;
  if (members->size() > most) return refuse(error_code::room_full, "are more than may be members", "members");
  decision made{{begin_record(context, w)}, {}};
  if (args.has(room_code)) made.records.push_back(code_record(args.text(room_code)));
  return with_members(context, std::move(made), *members);
}

const model::arguments nothing_said;

/// The members of `wanted` that the room lacks; the room, too, where it begins.
decision complete(const rule_context& context, const std::vector<first_member>& wanted,
                  const model::row_source& rows) {
  decision made;
  if (context.begins) made.records.push_back(begin_record(context, {nothing_said, context.room.access}));
  std::vector<first_member> missing;
  for (const auto& who : wanted)
    if (read_standing(rows, context.room.key, who.user).role == model::role::none) missing.push_back(who);
  return with_members(context, std::move(made), missing);
}

model::result<decision> direct(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const std::string other(args.text(0));
  for (const auto& [one, two] : {std::pair(other, context.who.user), std::pair(context.who.user, other)})
    if (rows.get(user_key(model::table::blocked, one, two)))
      return refuse(error_code::forbidden, "takes no direct messages from you, or you none from them",
                    "user");
  return complete(context, {{context.who.user, model::role::editor}, {other, model::role::editor}}, rows);
}

/// An event for whoever is in this room, now or at `at` (an optional field).
struct delivery {
  std::string_view event, data;
  const model::value& at;
};

model::result<decision> deliver(const rule_context& context, const model::command& command,
                                const std::vector<first_member>& members, const delivery& what,
                                const model::row_source& rows) {
  if (!context.who.speaks_as_system())
    return refuse(error_code::forbidden, "only the server and admins may do this");
  // An app's event only: nobody forges what changes rows. The one exception comes from the server.
  if (const auto rule = check_event_name(what.event); rule && what.event != "invitation.received")
    return wrong("event", *rule);
  auto made = complete(context, members, rows);
  if (!what.at.present()) {
    made.records.push_back({std::string(what.event), std::string(what.data), true});
    made.reply = answer(context, made.records.size());
    return made;
  }
  const due_row row{what.at.integer().value_or(0), std::string(what.event), std::string(what.data),
                    context.who.user};
  auto planned = plan_event(context, command, row, rows);
  if (!planned) return std::move(planned.error());
  const auto told = made.records.size();
  for (auto& record : planned->records)
    made.records.push_back(std::move(record));
  model::packer p;
  pack_answer(p.map(7), context, told);
  p.text("id").text(due_id(planned->id)).text("deliver_at").integer(planned->at);
  made.reply = std::move(p).str();
  return made;
}

// ---- changing

decision told_by(const rule_context& context, std::string_view event) {
  model::packer p;
  p.map(has_author(context));
  pack_author(p, context);
  return {{{std::string(event), std::move(p).str(), true}}, receipt(context)};
}

model::result<decision> change(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto access = model::access_of(args.text(room_access)).value_or(context.room.access);
  const bool has_code = !read_profile(rows, context.room.key).code.empty();
  if (auto refused = complain({args, access}, context, has_code)) return *std::move(refused);
  std::uint32_t given = has_author(context);
  for (const auto i : {room_title, room_access, room_metadata, room_seats})
    given += args.has(i) ? 1 : 0;
  if (given == has_author(context) && !args.has(room_code))
    return refuse(error_code::bad_request, "nothing to change is given", "data");
  model::packer p;
  p.map(given);
  for (const auto i : {room_title, room_access, room_metadata, room_seats})
    if (args.has(i)) p.text(change_fields[i].name).raw(args.raw(i));
  pack_author(p, context);
  decision made{{{std::string(changed), std::move(p).str(), true}}, receipt(context)};
  if (args.has(room_code)) made.records.push_back(code_record(args.text(room_code)));
  return made;
}

// ---- rows

void begin(const model::record& record, model::rows& rows) {
  const model::value data(record.data);
  const auto text = [&](std::string_view name) { return std::string(data.find(name).text().value_or("")); };
  room_row row{text("kind"), model::access_of(text("access")).value_or(model::access::members_only),
               text("name"), record.at};
  row.max_members = static_cast<std::uint32_t>(data.find("max_members").uint().value_or(0));
  put_room(rows, record.room, row);
  rows.put(profile_key(record.room),
           encode(profile_row{text("title"), std::string(data.find("metadata").raw()), {}}));
}

void revise(const model::record& record, model::rows& rows) {
  auto row = read_room(rows, record.room);
  if (!row) return;
  const model::value data(record.data);
  if (const auto access = model::access_of(data.find("access").text().value_or(""))) row->access = *access;
  if (const auto seats = data.find("max_members").uint())
    row->max_members = static_cast<std::uint32_t>(*seats);
  if (record.name == archived) row->archived = true;
  if (record.name == unarchived) row->archived = false;
  put_room(rows, record.room, *row);
  auto profile = read_profile(rows, record.room);
  const auto before = profile;
  if (const auto title = data.find("title").text()) profile.title = *title;
  if (data.find("metadata").present()) profile.metadata = data.find("metadata").raw();
  if (record.name == code_set) profile.code = data.find("code").text().value_or("");
  if (!(profile == before)) rows.put(profile_key(record.room), encode(profile));
}

/// From here on there is no such room; what it leaves is taken away in pieces.
void end(const model::record& record, model::rows& rows) {
  const auto row = read_room(rows, record.room);
  if (!row) return;
  rows.erase(name_key(row->name));
  if (rows.get(listed_key(row->name))) rows.erase(listed_key(row->name));
  rows.erase(room_key(record.room));
  rows.put(doomed_key(record.room), encode_number(record.room.value()));
}

} // namespace

std::span<const model::command_spec> rooms::commands() const noexcept { return room_commands; }

model::result<founding> rooms::found(const naming_context& context, const model::command& command,
                                     const model::arguments& args) const {
  switch (verb_of(command)) {
  case verb_create:
    return found_new(context, args);
  case verb_ensure:
    return found_or_made(context, args);
  case verb_direct:
    return found_direct(context, args);
  case verb_inbox:
    if (context.who.user.empty()) return refuse(error_code::forbidden, "only a user has an inbox");
    return found_inbox(context, context.who.user);
  case verb_announce:
    return found_everyone(context);
  default:
    if (const auto rule = check_user(args.text(0))) return wrong("user", *rule);
    return found_inbox(context, args.text(0));
  }
}

model::result<decision> rooms::decide(const rule_context& context, const model::command& command,
                                      const model::arguments& args, const model::row_source& rows) const {
  switch (verb_of(command)) {
  case verb_create:
    if (!context.begins) return refuse(error_code::conflict, "is another room's", "name");
    return make(context, args, rows);
  case verb_ensure:
    if (context.begins) return make(context, args, rows);
    return decision{{}, answer(context, 0)};
  case verb_direct:
    return direct(context, args, rows);
  case verb_inbox:
    return complete(context, {{context.who.user, model::role::viewer}}, rows);
  case verb_deliver:
    return deliver(context, command, {{std::string(args.text(0)), model::role::viewer}},
                   {args.text(1), args.raw(2), args.at[3]}, rows);
  case verb_announce:
    return deliver(context, command, {}, {args.text(0), args.raw(1), args.at[2]}, rows);
  case verb_change:
    return change(context, args, rows);
  case verb_archive:
    if (context.room.archived) return refuse(error_code::conflict, "is archived already", "room");
    return told_by(context, archived);
  case verb_unarchive:
    if (!context.room.archived) return refuse(error_code::conflict, "is not archived", "room");
    return told_by(context, unarchived);
  case verb_delete:
    return told_by(context, deleted);
  }
  return refuse(error_code::internal, "no such command");
}

void rooms::apply(const model::record& record, model::rows& rows) const {
  if (!record.name.starts_with("room.")) return;
  if (record.name == created)
    begin(record, rows);
  else if (record.name == deleted)
    end(record, rows);
  else
    revise(record, rows);
}

bool take_over(const model::record& record, room_facts& room) {
  if (record.name == archived || record.name == unarchived) {
    room.archived = record.name == archived;
    return true;
  }
  if (record.name != changed) return false;
  const model::value data(record.data);
  if (const auto seats = data.find("max_members").uint())
    room.max_members = static_cast<std::uint32_t>(*seats);
  const auto access = model::access_of(data.find("access").text().value_or(""));
  if (!access || *access == room.access) return false;
  room.access = *access;
  return true;
}

bool is_end_of_room(const model::record& record) noexcept { return record.name == deleted; }

const facet& rooms_facet() noexcept {
  static const rooms judge;
  static const facet row{"rooms", &judge, nullptr, room_events};
  return row;
}

} // namespace snug::facets
