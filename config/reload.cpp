#include "config/reload.hpp"
#include "config/option_table.hpp"
#include "config/value.hpp"
#include <algorithm>
#include <span>
#include <variant>

namespace snug::config {

namespace {

bool equal(const field_ref& a, const field_ref& b) {
  return std::visit(
      [&](const auto* left) {
        const auto* const* right = std::get_if<std::remove_cvref_t<decltype(*left)>*>(&b);
        return right && *left == **right;
      },
      a);
}

void copy(const field_ref& from, const field_ref& to) {
  std::visit([&](const auto* source) { *std::get<std::remove_cvref_t<decltype(*source)>*>(to) = *source; },
             from);
}

std::string verdict(bool live) { return live ? " taken over" : " needs a restart"; }

template <class Row, class Owner>
void compare(std::span<const Row> rows, const std::string& prefix, Owner serving, Owner read,
             std::vector<change>& out) {
  for (const auto& row : rows) {
    const auto before = row.field(serving);
    const auto after = row.field(read);
    if (equal(before, after)) continue;
    const auto name = prefix + std::string{row.rule.name};
    out.push_back({name, row.rule.reloadable,
                   name + ": " + print_value(row.rule, before) + " → " + print_value(row.rule, after) +
                       verdict(row.rule.reloadable)});
  }
}

void compare_kinds(const options& serving, const options& read, std::vector<change>& out) {
  for (const auto& [name, kind] : read.kinds) {
    const auto known = serving.kinds.find(name);
    if (known == serving.kinds.end()) {
      out.push_back({"kinds." + name, true, "kinds." + name + ": added," + verdict(true)});
      continue;
    }
    const auto first = out.size();
    compare(kind_table(), "kinds." + name + ".", known->second, kind, out);
    for (auto i = first; i < out.size(); ++i)
      if (out[i].live) out[i].message += "; rooms that are awake may keep the former until they have slept";
  }
  for (const auto& [name, kind] : serving.kinds)
    if (!read.kinds.contains(name))
      out.push_back({"kinds." + name, false, "kinds." + name + ": removed," + verdict(false)});
}

const room_options* find_room(const options& in, const std::string& name) {
  const auto found = std::ranges::find(in.rooms, name, &room_options::name);
  return found == in.rooms.end() ? nullptr : &*found;
}

/// A room in memory is made with the process.
bool on_disk(const room_options& room, const options& serving, const options& read) {
  const auto& kinds = serving.kinds.contains(room.kind) ? serving.kinds : read.kinds;
  const auto kind = kinds.find(room.kind);
  return kind != kinds.end() && kind->second.durability == "disk";
}

bool same(const room_options& a, const room_options& b) {
  return a.kind == b.kind && a.access == b.access && a.members == b.members;
}

void compare_rooms(const options& serving, const options& read, std::vector<change>& out) {
  for (const auto& room : read.rooms) {
    const auto name = "rooms." + room.name;
    const auto* known = find_room(serving, room.name);
    const bool live = !known && on_disk(room, serving, read);
    if (!known)
      out.push_back({name, live, name + ": added," + verdict(live)});
    else if (!same(*known, room))
      out.push_back({name, false, name + ": changed," + verdict(false)});
  }
  for (const auto& room : serving.rooms)
    if (!find_room(read, room.name))
      out.push_back({"rooms." + room.name, false, "rooms." + room.name + ": removed," + verdict(false)});
}

} // namespace

std::vector<change> reload_difference(const options& serving, const options& read) {
  std::vector<change> out;
  compare(option_table(), "", serving, read, out);
  compare_kinds(serving, read, out);
  compare_rooms(serving, read, out);
  return out;
}

options take_over(const options& serving, const options& read) {
  auto out = serving;
  auto from = read; // the table's accessors want to write
  for (const auto& row : option_table())
    if (row.rule.reloadable) copy(row.field(from), row.field(out));
  for (auto& [name, kind] : from.kinds) {
    const auto [known, added] = out.kinds.try_emplace(name, kind);
    if (added) continue;
    for (const auto& row : kind_table())
      if (row.rule.reloadable) copy(row.field(kind), row.field(known->second));
  }
  for (auto& room : from.rooms)
    if (!find_room(out, room.name) && on_disk(room, serving, read)) out.rooms.push_back(std::move(room));
  return out;
}

} // namespace snug::config
