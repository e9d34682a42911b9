#include "actors/facets/state_reads.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/state_edit.hpp"
#include "actors/facets/state_rows.hpp"
#include "actors/facets/state_tables.hpp"
#include "actors/model/table.hpp"
#include <algorithm>
#include <set>

namespace snug::facets {

using order = model::row_source::order;

namespace {

constexpr std::uint64_t default_entries = 200;
constexpr std::uint64_t default_versions = 50;
/// An element takes a byte at least: a page never has more of them than a payload may.
constexpr std::size_t max_page_bytes = 60'000;

/// A list of a reply, up to a number of entries and bytes; the first entry always fits.
class page {
public:
  explicit page(std::uint64_t most)
    : most_(most) {}
  /// Where the next entry goes; nothing where the page is full, and there is more then.
  [[nodiscard]] model::packer* next() {
    more_ = count_ >= most_ || (count_ > 0 && is_long());
    return more_ ? nullptr : &one_more();
  }
  /// The same, full or not.
  [[nodiscard]] model::packer& one_more() {
    ++count_;
    return list_;
  }
  [[nodiscard]] bool more() const noexcept { return more_; }
  [[nodiscard]] bool is_long() const noexcept { return list_.str().size() > max_page_bytes; }
  void cut() noexcept { more_ = true; }
  void pack(model::packer& p) const {
    p.array(count_);
    if (count_ > 0) p.raw(list_.str());
  }

private:
  std::uint64_t most_;
  std::uint32_t count_ = 0;
  model::packer list_;
  bool more_ = false;
};

/// A small map whose size is known at its end.
class entry {
public:
  entry& text(std::string_view key, std::string_view value) {
    fields_.text(key).text(value);
    return counted();
  }
  entry& uint(std::string_view key, std::uint64_t value) {
    fields_.text(key).uint(value);
    return counted();
  }
  entry& integer(std::string_view key, std::int64_t value) {
    fields_.text(key).integer(value);
    return counted();
  }
  entry& boolean(std::string_view key, bool value) {
    fields_.text(key).boolean(value);
    return counted();
  }
  /// Nothing where there is no value.
  entry& value(std::string_view key, std::string_view raw) {
    if (raw.empty()) return *this;
    fields_.text(key).raw(raw);
    return counted();
  }
  entry& author(std::string_view user, std::string_view name) {
    if (!user.empty()) text("user", user);
    if (!name.empty()) text("name", name);
    return *this;
  }
  void pack(model::packer& p) const { p.map(count_).raw(fields_.str()); }

private:
  entry& counted() {
    ++count_;
    return *this;
  }
  model::packer fields_;
  std::uint32_t count_ = 0;
};

/// Visits the cells of a room that a page of keys is about, until `visit` returns false.
template <class Visit>
void each_cell(const rule_context& context, const model::row_source& rows, std::string_view prefix,
               std::string_view after, Visit visit) {
  const auto& room = context.room.key;
  auto first = state_key(room, prefix);
  if (!after.empty()) first = std::max(first, state_key(room, after) + '\0');
  rows.scan(first, state_key_behind(room, prefix), order::up,
            [&](std::string_view key, std::string_view row) {
              const auto cell = decode_state_cell(row);
              return cell ? visit(state_name_of(key), *cell) : true;
            });
}

std::uint64_t limit_of(const model::arguments& args, std::size_t field, std::uint64_t otherwise) {
  return args.has(field) ? args.uint(field) : otherwise;
}

entry entry_of(std::string_view key, const state_cell& cell) {
  entry e;
  e.text("key", key).value("value", cell.value).uint("version", cell.version).integer("at", cell.at);
  e.author(cell.user, cell.display_name);
  if (cell.made_at != cell.at) e.integer("made_at", cell.made_at);
  return e;
}

} // namespace

// ---- state.get

namespace {

/// Visits the cells that `state.get` asks for: one, or a page of them.
template <class Visit>
void each_asked(const rule_context& context, const model::row_source& rows, const model::arguments& args,
                Visit visit) {
  if (!args.has(get_key)) return each_cell(context, rows, args.text(get_prefix), args.text(get_after), visit);
  if (const auto cell = read_state_cell(rows, context.room.key, args.text(get_key)))
    (void)visit(args.text(get_key), *cell);
}

std::string get_snapshot_page(const rule_context& context, const model::arguments& args,
                              const model::row_source& rows, std::uint64_t version) {
  page list(limit_of(args, get_limit, default_entries));
  const auto visit = [&](std::string_view key, const state_cell& cell) {
    const auto then = state_value_at(rows, context.room.key, key, cell, version);
    if (then.empty()) return true;
    auto* out = list.next();
    if (out) entry().text("key", key).value("value", then).pack(*out);
    return out != nullptr;
  };
  each_asked(context, rows, args, visit);
  model::packer p;
  p.map(3).text("version").uint(version).text("entries");
  list.pack(p);
  p.text("more").boolean(list.more());
  return std::move(p).str();
}

} // namespace

model::result<std::string> read_state(const rule_context& context, const model::arguments& args,
                                      const model::row_source& rows) {
  if (args.has(get_snapshot)) {
    const auto version = state_version_named(context, rows, args, get_snapshot, get_snapshot);
    if (!version) return version.error();
    return get_snapshot_page(context, args, rows, *version);
  }
  const auto head = read_state_head(rows, context.room.key);
  const bool changes = args.has(get_since);
  const auto since = changes ? args.uint(get_since) : 0;
  const bool full = changes && (since + 1 < head.first || since > head.version); // erasures may be forgotten
  page list(limit_of(args, get_limit, default_entries));
  const auto visit = [&](std::string_view key, const state_cell& cell) {
    const bool wanted = changes && !full ? cell.version > since : !cell.erased();
    if (!wanted) return true;
    auto* out = list.next();
    if (out) entry_of(key, cell).pack(*out);
    return out != nullptr;
  };
  each_asked(context, rows, args, visit);
  model::packer p;
  p.map(full ? 4 : 3).text("version").uint(head.version).text("entries");
  list.pack(p);
  p.text("more").boolean(list.more());
  if (full) p.text("full").boolean(true);
  return std::move(p).str();
}

// ---- state.history

namespace {

/// What version `v` did, without what it did to its keys.
entry version_entry(std::uint64_t v, const state_version& made) {
  entry e;
  e.uint("version", v).text("what", made.what).integer("at", made.at).integer("made_at", made.made_at);
  e.author(made.user, made.display_name);
  return e;
}

/// What version `v` did to `key`; `brief`: without the values.
entry change_of(const rule_context& context, const model::row_source& rows, std::string_view key,
                std::uint64_t v, const state_version& made, bool brief = false) {
  auto e = version_entry(v, made);
  e.text("key", key);
  if (brief) return e.boolean("cut", true);
  const auto& room = context.room.key;
  const auto row = rows.get(state_past_key(room, key, v));
  const auto before = row ? decode_state_past(*row) : std::nullopt;
  const bool lost = before && before->version == v;
  std::string value;
  if (lost) {
    value = before->value;
  } else if (auto next = next_state_past(rows, room, key, v)) {
    if (next->version == v) value = std::move(next->value);
  } else if (auto now = read_state_cell(rows, room, key); now && now->version == v) {
    value = std::move(now->value);
  }
  e.value("value", value);
  if (before && !lost) e.value("old", before->value);
  if (lost) e.boolean("lost", true);
  return e;
}

/// Versions below `before` that `key` was changed in or an edit of it lost, the newest first: `most` at most.
std::vector<std::uint64_t> versions_of(const rule_context& context, const model::row_source& rows,
                                       std::string_view key, std::uint64_t before, std::size_t most) {
  const auto& room = context.room.key;
  std::set<std::uint64_t, std::greater<>> found;
  const auto now = read_state_cell(rows, room, key);
  if (now && now->version < before) found.insert(now->version);
  // The change that what was there at `before` came from.
  if (const auto over = next_state_past(rows, room, key, before - 1); over && over->version < before)
    found.insert(over->version);
  rows.scan(state_past_key(room, key, 0), state_past_key(room, key, before), order::down,
            [&](std::string_view row, std::string_view value) {
              found.insert(state_version_of(row));
              if (const auto past = decode_state_past(value)) found.insert(past->version);
              return found.size() <= most + 1;
            });
  std::vector<std::uint64_t> all(found.begin(), found.end());
  if (all.size() > most) all.resize(most);
  return all;
}

void history_of_key(const rule_context& context, const model::row_source& rows, std::string_view key,
                    std::uint64_t before, std::uint64_t limit, std::uint64_t first, page& list) {
  for (const auto v : versions_of(context, rows, key, before, limit + 1)) {
    const auto made = v < first ? std::nullopt : read_state_version(rows, context.room.key, v);
    if (!made) continue;
    auto* out = list.next();
    if (!out) return;
    change_of(context, rows, key, v, *made).pack(*out);
  }
}

/// Whole versions: the next page begins behind the last one, so nothing of it may be missing. What makes the
/// page too long comes without values; of a restore that changed many keys there is only how many.
void history_of_room(const rule_context& context, const model::row_source& rows, std::uint64_t before,
                     std::uint64_t limit, page& list) {
  const auto& room = context.room.key;
  std::uint64_t versions = 0;
  rows.scan(state_version_key(room, 0), state_version_key(room, before), order::down,
            [&](std::string_view row, std::string_view value) {
              const auto made = decode_state_version(value);
              if (!made) return true;
              if (versions == limit || (versions > 0 && list.is_long())) {
                list.cut();
                return false;
              }
              ++versions;
              const auto v = state_version_of(row);
              if (made->keys.size() > max_state_changes) {
                version_entry(v, *made).uint("keys", made->keys.size()).pack(list.one_more());
                return true;
              }
              for (const auto& key : made->keys) {
                const bool brief = list.is_long();
                change_of(context, rows, key, v, *made, brief).pack(list.one_more());
              }
              return true;
            });
}

} // namespace

std::string read_state_history(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto head = read_state_head(rows, context.room.key);
  const auto limit = limit_of(args, history_count, default_versions);
  const auto before = args.has(history_before_version) ? args.uint(history_before_version) : head.version + 1;
  const bool of_key = args.has(history_key);
  page list(of_key ? limit : UINT32_MAX);
  if (of_key)
    history_of_key(context, rows, args.text(history_key), before, limit, head.first, list);
  else
    history_of_room(context, rows, before, limit, list);
  model::packer p;
  p.map(4).text("changes");
  list.pack(p);
  p.text("more").boolean(list.more()).text("first").uint(head.first).text("version").uint(head.version);
  return std::move(p).str();
}

// ---- snapshots

std::string list_state_snapshots(const rule_context& context, const model::row_source& rows) {
  const auto all = read_state_snapshots(rows, context.room.key);
  model::packer p;
  p.map(2).text("snapshots").array(static_cast<std::uint32_t>(all.size()));
  for (const auto& each : all) {
    entry e;
    e.text("name", each.name).uint("version", each.version).integer("at", each.at).author(each.user, {});
    e.uint("keys", each.keys).uint("bytes", each.bytes).pack(p);
  }
  p.text("version").uint(read_state_head(rows, context.room.key).version);
  return std::move(p).str();
}

model::result<std::string> compare_states(const rule_context& context, const model::arguments& args,
                                          const model::row_source& rows) {
  if (args.has(compare_from) == args.has(compare_from_version))
    return refuse(model::error_code::bad_request, "either from or from_version", "from");
  if (args.has(compare_to) && args.has(compare_to_version))
    return refuse(model::error_code::bad_request, "either to or to_version", "to");
  const auto from = state_version_named(context, rows, args, compare_from, compare_from_version);
  if (!from) return from.error();
  const auto to = state_version_named(context, rows, args, compare_to, compare_to_version);
  if (!to) return to.error();
  page list(limit_of(args, compare_limit, default_entries));
  each_cell(context, rows, {}, args.text(compare_after), [&](std::string_view key, const state_cell& cell) {
    const auto old = state_value_at(rows, context.room.key, key, cell, *from);
    const auto value = state_value_at(rows, context.room.key, key, cell, *to);
    if (old == value) return true;
    auto* out = list.next();
    if (out) entry().text("key", key).value("old", old).value("value", value).pack(*out);
    return out != nullptr;
  });
  model::packer p;
  p.map(4).text("from").uint(*from).text("to").uint(*to).text("changes");
  list.pack(p);
  p.text("more").boolean(list.more());
  return std::move(p).str();
}

} // namespace snug::facets
