#include "config/kinds_and_rooms.hpp"
#include "config/near_miss.hpp"
#include "config/option_table.hpp"
#include <charconv>

namespace snug::config {

namespace {

using enum option_type;

constexpr rule user_id{"user", text, 1, 256, "", false, ""};
constexpr rule room_name{"name", text, 1, 128, "", false, ""};
constexpr rule room_kind{"kind", text, 1, 32, "", false, ""};
constexpr rule room_access{"access", choice, 0, 0, "public|private|open", false, ""};
constexpr rule member_role{"role", choice, 0, 0, "owner|host|editor|viewer|banned", false, ""};

void complain(loaded& out, const given& value, std::string message) {
  out.complaints.push_back({value.where, dotted(value.path), std::move(message)});
}

void put(loaded& out, const given& value, const rule& rule, field_ref field) {
  if (auto broken = assign(rule, field, value.value)) complain(out, value, std::move(*broken));
}

bool is_kind_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  return !name.empty() && name.size() <= room_kind.most &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

/// A kind nobody shipped starts as a `group`.
kind_options& kind_of(options& options, const std::string& name) {
  const auto group = options.kinds.at("group");
  return options.kinds.try_emplace(name, group).first->second;
}

void take_kind(loaded& out, const given& value) {
  const bool begins = std::holds_alternative<table_begins>(value.value);
  if (value.path.size() == 1 || (value.path.size() == 2 && !begins)) {
    if (!begins) complain(out, value, "must be a table: [kinds.NAME]");
    return;
  }
  const auto& name = value.path[1];
  if (!is_kind_name(name)) {
    if (value.path.size() == 2) complain(out, value, "a kind's name is 1 to 32 of a-z, 0-9, _ and -");
    return;
  }
  auto& kind = kind_of(out.options, name);
  if (value.path.size() == 2) return;
  const auto field = dotted({value.path.begin() + 2, value.path.end()});
  if (const auto* option = find_kind_option(field)) {
    const auto before = out.complaints.size();
    put(out, value, option->rule, option->field(kind));
    if (out.complaints.size() == before) out.origins[dotted(value.path)] = value.where;
  } else if ((field != "history" && field != "roles") || !begins) {
    complain(out, value, unknown("option of a kind", field, kind_option_names()));
  }
}

void take_member(loaded& out, room_options& room, const given& value) {
  std::string user;
  if (assign(user_id, &user, value.path[3])) return complain(out, value, "a user id is " + describe(user_id));
  std::string role;
  put(out, value, member_role, &role);
  if (!role.empty()) room.members[user] = role;
}

void take_room_field(loaded& out, room_options& room, const given& value) {
  const auto& field = value.path[2];
  const bool begins = std::holds_alternative<table_begins>(value.value);
  if (field == "members" && value.path.size() == 4) return take_member(out, room, value);
  if (field == "members" && value.path.size() == 3) {
    if (!begins) complain(out, value, "must be a table of user id = role");
    return;
  }
  if (value.path.size() == 3 && field == "name") return put(out, value, room_name, &room.name);
  if (value.path.size() == 3 && field == "kind") return put(out, value, room_kind, &room.kind);
  if (value.path.size() == 3 && field == "access") return put(out, value, room_access, &room.access);
  complain(out, value, unknown("option of a room", field, {"name", "kind", "access", "members"}));
}

void take_room(loaded& out, const given& value) {
  std::size_t index = 0;
  if (value.path.size() < 2) return complain(out, value, "must be an array of tables: [[rooms]]");
  const auto& text = value.path[1];
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), index);
  // `[rooms.x]` instead of `[[rooms]]` has told its complaint when the table began.
  if (failed != std::errc{} || end != text.data() + text.size()) return;
  if (out.options.rooms.size() <= index) out.options.rooms.resize(index + 1);
  if (value.path.size() == 2)
    out.origins[dotted(value.path)] = value.where;
  else
    take_room_field(out, out.options.rooms[index], value);
}

} // namespace

bool is_kind_or_room(const given& value) {
  return !value.path.empty() && (value.path[0] == "kinds" || value.path[0] == "rooms");
}

void take_kind_or_room(loaded& out, const given& value) {
  if (value.path[0] == "kinds")
    take_kind(out, value);
  else
    take_room(out, value);
}

} // namespace snug::config
