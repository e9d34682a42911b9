#include "actors/facets/state_edit.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/value_merge.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/utf8.hpp"
#include <algorithm>

namespace snug::facets {

using model::error_code;

namespace {

constexpr unsigned levels_kept_free = 8;   ///< of the 32 a payload may have, for what values are told in
constexpr std::uint64_t most_trimmed = 64; ///< keys that leave the history with one command

bool is_too_deep(const std::string& value) {
  const auto wrapped = std::string(levels_kept_free, '\x91') + value;
  return model::check_payload(wrapped).has_value();
}

std::string short_enough(const std::string& value) { return value.size() <= max_told_old ? value : ""; }

model::failure too_large(std::string message, std::string_view field) {
  return refuse(error_code::too_large, std::move(message), std::string(field));
}

/// What is there, for whoever expected something else.
model::failure conflict_with(std::string_view key, const std::optional<state_cell>& now) {
  model::packer p;
  const bool there = now && !now->erased();
  p.map(now ? (there ? 6 : 5) : 2).text("key").text(key).text("version").uint(now ? now->version : 0);
  if (there) p.text("value").raw(now->value);
  if (now) p.text("at").integer(now->at).text("made_at").integer(now->made_at).text("user").text(now->user);
  auto why = refuse(error_code::conflict, "has changed since: " + std::string(key), "base_version");
  why.current = std::move(p).str();
  return why;
}

model::result<std::vector<std::pair<std::string_view, model::value>>> pairs_of(const model::arguments& args) {
  std::vector<std::pair<std::string_view, model::value>> all;
  if (args.has(set_key) == args.has(set_values))
    return refuse(error_code::bad_request, "either key and value or values", "key");
  if (args.has(set_key)) {
    if (!args.has(set_value)) return refuse(error_code::bad_request, "value is missing", "value");
    all.emplace_back(args.text(set_key), args.at[set_value]);
  }
  for (model::entry_cursor e(args.at[set_values]); e.next();)
    all.emplace_back(e.key(), e.content().is_nil() ? model::value{} : e.content());
  return all;
}

model::result<std::vector<std::pair<std::string_view, model::value>>> keys_of(const model::arguments& args) {
  std::vector<std::pair<std::string_view, model::value>> all;
  if (args.has(erase_key) == args.has(erase_keys))
    return refuse(error_code::bad_request, "either key or keys", "key");
  if (args.has(erase_key)) all.emplace_back(args.text(erase_key), model::value{});
  const auto list = args.at[erase_keys];
  if (list.size() > max_state_changes) return too_large("at most 32 keys in one command", "keys");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto key = list.at(i).text();
    if (!key) return refuse(error_code::bad_request, "keys must be a list of strings", "keys");
    const bool twice = std::ranges::any_of(all, [&](const auto& one) { return one.first == *key; });
    if (!twice) all.emplace_back(*key, model::value{});
  }
  return all;
}

} // namespace

std::optional<std::string_view> check_state_key(std::string_view key) noexcept {
  static_assert(max_state_key == 128);
  if (key.empty() || key.size() > max_state_key) return "keys must be 1 to 128 bytes";
  if (model::has_control_character(key)) return "keys must not contain control characters";
  return std::nullopt;
}

std::string state_receipt(const model::record& record, std::uint64_t epoch) {
  const auto said = read_state_changed(record.data, record.at);
  model::packer p;
  p.map(said.lost.empty() ? 4 : 5).text("version").uint(said.version);
  p.text("offset").uint(record.offset).text("epoch").uint(epoch).text("at").integer(record.at);
  if (!said.lost.empty()) p.text("lost").raw(encode_lost(said.lost));
  return std::move(p).str();
}

model::result<std::uint64_t> state_version_named(const rule_context& context, const model::row_source& rows,
                                                 const model::arguments& args, std::size_t name,
                                                 std::size_t number) {
  const auto& room = context.room.key;
  if (args.has(name)) {
    const auto snapshot = read_state_snapshot(rows, room, args.text(name));
    if (!snapshot) return refuse(error_code::not_found, "no snapshot of this name", "snapshot");
    return snapshot->version;
  }
  const auto head = read_state_head(rows, room);
  if (!args.has(number)) return head.version;
  const auto version = args.uint(number);
  if (version > head.version) return refuse(error_code::not_found, "no such version yet", "version");
  if (version + 1 < head.first)
    return refuse(error_code::gone, "the history begins with version " + std::to_string(head.first),
                  "version");
  return version;
}

state_edit::state_edit(const rule_context& context, const model::row_source& rows)
  : context_(context)
  , rows_(rows)
  , kind_(*context.room.kind)
  , head_(read_state_head(rows, context.room.key)) {}

// ---- set, merge, erase

/// Never in the future, and not further back than an edit may come in late.
std::int64_t state_edit::made_at(const model::arguments& args, std::size_t field) const {
  if (!args.has(field)) return context_.now;
  const auto earliest = context_.now - static_cast<std::int64_t>(kind_.state_offline_ms);
  return std::clamp(static_cast<std::int64_t>(args.uint(field)), std::min(earliest, context_.now),
                    context_.now);
}

model::result<decision> state_edit::change(state_verb verb, const model::arguments& args) {
  const bool erases = verb == state_verb::erase;
  const auto asked = erases ? keys_of(args) : pairs_of(args);
  if (!asked) return asked.error();
  if (asked->size() > max_state_changes) return too_large("at most 32 keys in one command", "values");
  const auto field = [&](std::size_t of_erase, std::size_t of_set) { return erases ? of_erase : of_set; };
  const auto base_field = field(erase_base, set_base);
  const auto base = args.has(base_field) ? std::optional(args.uint(base_field)) : std::nullopt;
  said_.what = erases ? "erase" : verb == state_verb::merge ? "merge" : "set";
  said_.made_at = made_at(args, field(erase_made, set_made));
  for (const auto& [key, value] : *asked)
    if (auto why = add(verb, key, value, base)) return *std::move(why);
  if (said_.changes.empty() && said_.lost.empty())
    return decision{{}, model::packer().map(1).text("version").uint(head_.version).str()};
  if (auto why = fits_room()) return *std::move(why);
  said_.version = ++head_.version;
  model::record first;
  first.offset = context_.next_offset;
  first.at = context_.now;
  first.data = encode(said_, context_.now);
  if (model::check_payload(first.data)) return too_large("the change has too many elements", "values");
  auto reply = state_receipt(first, context_.room.log.epoch());
  auto made = done(std::move(first.data), std::move(reply));
  made.records.front().name = state_changed_record;
  return made;
}

state_edit::refused state_edit::add(state_verb verb, std::string_view key, model::value value,
                                    const std::optional<std::uint64_t>& base) {
  if (const auto rule = check_state_key(key))
    return refuse(error_code::bad_request, std::string(*rule), "key");
  const auto now = read_state_cell(rows_, context_.room.key, key);
  const bool there = now && !now->erased();
  if (base && now && now->version > *base && (there || *base != 0)) return conflict_with(key, now);
  std::string wanted(value.raw());
  if (verb == state_verb::merge && value.present())
    wanted = merged(there ? model::value(now->value) : model::value{}, value);
  if (auto why = fits(key, wanted)) return why;

  const auto last_made = now ? now->made_at : head_.forgotten;
  if (wanted.empty() && (!now || (!there && said_.made_at < last_made))) return std::nullopt; // gone already
  if (said_.made_at < last_made) {
    auto winner = now.value_or(state_cell{0, last_made, 0, {}, {}, {}});
    winner.value = short_enough(winner.value);
    replaced_bytes_ += state_weight(key, wanted);
    said_.lost.push_back({std::string(key), std::move(wanted), std::move(winner)});
    return std::nullopt;
  }
  weigh(key, now, wanted);
  said_.changes.push_back(
      {std::string(key), std::move(wanted), now ? now->version : 0, now ? short_enough(now->value) : ""});
  return std::nullopt;
}

void state_edit::weigh(std::string_view key, const std::optional<state_cell>& before,
                       std::string_view value) {
  if (before) replaced_bytes_ += state_weight(key, before->value);
  recount(head_, key, before, value);
}

state_edit::refused state_edit::fits(std::string_view key, const std::string& value) const {
  if (value.size() > kind_.max_state_value)
    return too_large("a value may have " + std::to_string(kind_.max_state_value) +
                         " bytes in this room: " + std::string(key),
                     "value");
  if (!value.empty() && is_too_deep(value))
    return refuse(error_code::bad_request, "values must be nested at most 24 deep: " + std::string(key),
                  "value");
  return std::nullopt;
}

/// Whatever takes something away is let through, also where a limit was lowered meanwhile.
state_edit::refused state_edit::fits_room() const {
  const auto before = read_state_head(rows_, context_.room.key);
  if (head_.keys > kind_.max_state_keys && head_.keys > before.keys)
    return too_large("this room's state may have " + std::to_string(kind_.max_state_keys) + " keys",
                     "values");
  if (head_.bytes > kind_.max_state_bytes && head_.bytes > before.bytes)
    return too_large("this room's state may have " + std::to_string(kind_.max_state_bytes) + " bytes",
                     "values");
  return std::nullopt;
}

/// The record that makes the new version, and one about what leaves the history for it.
decision state_edit::done(std::string data, std::string reply) const {
  decision made{{{{}, std::move(data), true}}, std::move(reply)};
  trim(made);
  return made;
}

void state_edit::trim(decision& made) const {
  auto first = head_.first;
  auto bytes = head_.history_bytes + replaced_bytes_;
  std::uint64_t keys = 0;
  while (first < head_.version) { // the new one stays, whatever it weighs
    const bool too_many = head_.version - first + 1 > kind_.state_history;
    if (!too_many && bytes <= kind_.state_history_bytes) break;
    const auto row = read_state_version(rows_, context_.room.key, first);
    const auto here = row ? row->keys.size() : 0;
    if (keys > 0 && keys + here > most_trimmed) break; // the next command goes on
    keys += here;
    bytes -= std::min(bytes, row ? row->bytes : 0);
    ++first;
  }
  if (first == head_.first) return;
  made.records.push_back(
      {std::string(state_trimmed_record), model::packer().map(1).text("to").uint(first).str(), false});
}

// ---- snapshots

model::result<decision> state_edit::restore(const model::arguments& args) {
  if (args.has(restore_snapshot) == args.has(restore_version))
    return refuse(error_code::bad_request, "either snapshot or version", "snapshot");
  const auto to = state_version_named(context_, rows_, args, restore_snapshot, restore_version);
  if (!to) return to.error();
  const auto& room = context_.room.key;
  std::uint64_t changed = 0;
  for (const auto& [key, now] : read_state_cells(rows_, room)) {
    const auto then = state_value_at(rows_, room, key, now, *to);
    if (then == now.value) continue;
    ++changed;
    weigh(key, now, then);
  }
  model::packer reply;
  if (changed == 0) {
    reply.map(2).text("version").uint(head_.version).text("changed").uint(0);
    return decision{{}, std::move(reply).str()};
  }
  if (auto why = fits_room()) return *std::move(why);
  ++head_.version;
  model::packer data;
  data.map(args.has(restore_snapshot) ? 4 : 3).text("version").uint(head_.version).text("to").uint(*to);
  data.text("changed").uint(changed);
  if (args.has(restore_snapshot)) data.text("snapshot").text(args.text(restore_snapshot));
  reply.map(5).text("version").uint(head_.version).text("changed").uint(changed);
  reply.text("offset").uint(context_.next_offset).text("epoch").uint(context_.room.log.epoch());
  reply.text("at").integer(context_.now);
  auto made = done(std::move(data).str(), std::move(reply).str());
  made.records.front().name = state_restored_record;
  return made;
}

namespace {

decision named(const rule_context& context, std::string_view record, std::string_view name,
               std::uint64_t version) {
  model::packer data;
  data.map(2).text("name").text(name).text("version").uint(version);
  model::packer reply;
  reply.map(4).text("version").uint(version).text("offset").uint(context.next_offset);
  reply.text("epoch").uint(context.room.log.epoch()).text("at").integer(context.now);
  return {{{std::string(record), std::move(data).str(), true}}, std::move(reply).str()};
}

} // namespace

model::result<decision> state_edit::make_snapshot(const model::arguments& args) const {
  const auto name = args.text(snapshot_name);
  if (const auto rule = check_state_key(name))
    return refuse(error_code::bad_request, "name " + std::string(rule->substr(5)), "name");
  const auto all = read_state_snapshots(rows_, context_.room.key);
  for (const auto& each : all) {
    if (each.name != name) continue;
    auto why = refuse(error_code::conflict, "there is a snapshot of this name", "name");
    why.current = model::packer().map(2).text("version").uint(each.version).text("at").integer(each.at).str();
    return why;
  }
  if (all.size() >= kind_.max_state_snapshots)
    return too_large("this room may have " + std::to_string(kind_.max_state_snapshots) + " snapshots",
                     "name");
  return named(context_, state_made_record, name, head_.version);
}

model::result<decision> state_edit::forget_snapshot(const model::arguments& args) const {
  const auto name = args.text(snapshot_name);
  const auto there = read_state_snapshot(rows_, context_.room.key, name);
  if (!there) return refuse(error_code::not_found, "no snapshot of this name", "name");
  if (there->user != context_.who.user && !context_.may.has(model::permission::manage_room))
    return refuse(error_code::forbidden, "somebody else has made this snapshot", "name");
  return named(context_, state_forgotten_record, name, there->version);
}

} // namespace snug::facets
