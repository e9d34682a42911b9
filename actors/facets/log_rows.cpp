#include "actors/facets/log_rows.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/pack.hpp"
#include <algorithm>

namespace snug::facets {

using model::number_at;
using model::owner_bytes;
using model::packer;
using model::row_key;
using model::row_source;
using model::table;

// ---- keys

namespace {

constexpr std::uint8_t entries_without_profile = 8, with_profile = 9; // of a record

bool is_log_key(std::string_view key) noexcept {
  return key.size() == owner_bytes + 8 && key[8] == static_cast<char>(table::log);
}

std::string log_end(model::key room) { return row_key::end_of(room, table::log); }

} // namespace

std::string log_key(model::key room, std::uint64_t offset) {
  return row_key(room, table::log).u64(offset).str();
}
std::string name_key(std::string_view name) {
  return row_key(model::partition_of(name), table::name).text(name).str();
}
std::string counter_key(unsigned partition) { return row_key(partition, table::counter).str(); }
std::string room_key(model::key room) { return row_key(room, table::room).str(); }
std::string lineage_key(model::key room) { return row_key(room, table::lineage).str(); }
std::string member_key(model::key room, std::string_view user) {
  return row_key(room, table::member).text(user).str();
}

// ---- values

std::string encode_number(std::uint64_t number) { return row_value(packer().array(1).uint(number)); }

std::optional<std::uint64_t> decode_number(std::string_view value) {
  row_reader in(value, 1);
  const auto number = in.uint();
  if (!in.complete()) return std::nullopt;
  return number;
}

std::string encode(const room_row& row) {
  packer p;
  p.array(6)
      .text(row.kind)
      .uint(static_cast<std::uint8_t>(row.access))
      .text(row.name)
      .integer(row.created_at)
      .boolean(row.archived)
      .uint(row.max_members);
  return row_value(p);
}

std::optional<room_row> decode_room(std::string_view value) {
  row_reader in(value, 6);
  room_row row;
  row.kind = in.text();
  const auto access = in.uint();
  row.name = in.text();
  row.created_at = in.integer();
  row.archived = in.boolean();
  row.max_members = static_cast<std::uint32_t>(in.uint());
  if (!in.complete() || access > static_cast<std::uint8_t>(model::access::open)) return std::nullopt;
  row.access = static_cast<model::access>(access);
  return row;
}

std::string encode(const standing& row) {
  return row_value(packer().array(2).uint(static_cast<std::uint8_t>(row.role)).boolean(row.muted));
}

std::optional<standing> decode_standing(std::string_view value) {
  row_reader in(value, 2);
  const auto role = in.uint();
  const bool muted = in.boolean();
  if (!in.complete() || role > static_cast<std::uint8_t>(model::role::owner)) return std::nullopt;
  return standing{static_cast<model::role>(role), muted};
}

std::string encode(const lineage_row& row) {
  packer p;
  p.array(5).array(static_cast<std::uint32_t>(2 * row.lives.size()));
  for (const auto& life : row.lives)
    p.uint(life.epoch).uint(life.first);
  p.uint(row.first).uint(row.last).uint(row.bytes_so_far).integer(row.at);
  return row_value(p);
}

std::optional<lineage_row> decode_lineage(std::string_view value) {
  row_reader in(value, 5);
  const auto lives = in.list();
  lineage_row row;
  for (std::size_t i = 0; i + 1 < lives.size(); i += 2) {
    const auto epoch = lives.at(i).uint();
    const auto first = lives.at(i + 1).uint();
    if (!epoch || !first) return std::nullopt;
    row.lives.push_back({*epoch, *first});
  }
  row.first = in.uint();
  row.last = in.uint();
  row.bytes_so_far = in.uint();
  row.at = in.integer();
  if (!in.complete() || row.lives.empty() || lives.size() % 2 != 0) return std::nullopt;
  return row;
}

std::string encode(const model::record& r) {
  // The row of every message: one allocation, not one for each time the value outgrows the last.
  constexpr std::size_t numbers_and_heads = 64;
  namespace pack = model::pack;
  std::string out;
  out.reserve(numbers_and_heads + r.name.size() + r.user.size() + r.display_name.size() + r.data.size() +
              r.id.size() + r.profile.size());
  out.push_back(row_version);
  // Most have no profile: they take no byte for it.
  pack::array(out, r.profile.empty() ? entries_without_profile : entries_without_profile + 1);
  pack::uint(out, r.commit);
  pack::uint(out, r.bytes_so_far);
  pack::integer(out, r.at);
  pack::text(out, r.name);
  pack::text(out, r.user);
  pack::text(out, r.display_name);
  // As bytes, not as a value: its own depth and elements are then not counted to the row's.
  pack::bytes(out, r.data);
  pack::text(out, r.id);
  if (!r.profile.empty()) pack::bytes(out, r.profile);
  return out;
}

std::optional<model::record> decode_record(std::string_view key, std::string_view value) {
  if (!is_log_key(key)) return std::nullopt;
  model::record r;
  r.room = model::key{number_at(key, 0)};
  r.offset = number_at(key, owner_bytes);
  const bool profile = value.size() > 1 && static_cast<unsigned char>(value[1]) == (0x90 | with_profile);
  row_reader in(value, profile ? with_profile : entries_without_profile);
  r.commit = in.uint();
  r.bytes_so_far = in.uint();
  r.at = in.integer();
  r.name = in.text();
  r.user = in.text();
  r.display_name = in.text();
  r.data = in.bytes();
  r.id = in.text();
  if (profile) r.profile = in.bytes();
  if (!in.complete()) return std::nullopt;
  return r;
}

// ---- reading

std::optional<lineage_row> read_lineage_row(const row_source& rows, model::key room) {
  const auto value = rows.get(lineage_key(room));
  return value ? decode_lineage(*value) : std::nullopt;
}

namespace {

log_head head_of(const row_source& rows, model::key room, const lineage_row& row) {
  log_head head{row.lives.back().epoch, row.first, row.last, row.bytes_so_far, row.at};
  bool numbered = false;
  const auto newest = [&](std::string_view key, std::string_view value) {
    // A damaged newest record must not give its offset away a second time; weight and time are then those
    // below it.
    if (!numbered && is_log_key(key)) head.last = std::max(head.last, number_at(key, owner_bytes));
    numbered = true;
    const auto record = decode_record(key, value);
    if (!record) return true;
    head.bytes_so_far = std::max(head.bytes_so_far, record->bytes_so_far);
    head.at = std::max(head.at, record->at);
    return false;
  };
  rows.scan(log_key(room, 0), log_end(room), row_source::order::down, newest);
  return head;
}

} // namespace

std::optional<log_head> read_head(const row_source& rows, model::key room) {
  const auto row = read_lineage_row(rows, room);
  if (!row) return std::nullopt;
  return head_of(rows, room, *row);
}

std::optional<model::key> find_room(const row_source& rows, std::string_view name) {
  const auto value = rows.get(name_key(name));
  const auto number = value ? decode_number(*value) : std::nullopt;
  if (!number) return std::nullopt;
  return model::key{*number};
}

std::optional<room_row> read_room(const row_source& rows, model::key room) {
  const auto value = rows.get(room_key(room));
  return value ? decode_room(*value) : std::nullopt;
}

standing read_standing(const row_source& rows, model::key room, std::string_view user) {
  const auto value = rows.get(member_key(room, user));
  if (!value) return {};
  // Who can't be judged is let in nowhere.
  return decode_standing(*value).value_or(standing{model::role::banned, true});
}

model::lineage read_lineage(const row_source& rows, model::key room, std::uint64_t resume_events) {
  auto row = read_lineage_row(rows, room);
  if (!row) return {};
  model::lineage log;
  log.head = head_of(rows, room, *row).last;
  const auto reach = log.head < resume_events ? 1 : log.head - resume_events + 1;
  log.first = std::max(row->first, reach);
  log.lives = std::move(row->lives);
  return log;
}

namespace {

struct numbered {
  std::uint64_t offset = 0;
  std::uint64_t commit = 0;
};

/// The record nearest to `offset` that can be read: from there upwards, or from below it downwards.
std::optional<numbered> record_near(const row_source& rows, model::key room, std::uint64_t offset,
                                    row_source::order way) {
  std::optional<numbered> found;
  const auto visit = [&](std::string_view key, std::string_view value) {
    if (const auto record = decode_record(key, value)) found = {record->offset, record->commit};
    return !found;
  };
  if (way == row_source::order::up)
    rows.scan(log_key(room, offset), log_end(room), way, visit);
  else
    rows.scan(log_key(room, 0), offset == UINT64_MAX ? log_end(room) : log_key(room, offset), way, visit);
  return found;
}

} // namespace

/// Commit numbers grow with offsets: a search by halves.
std::optional<std::uint64_t> offset_at(const row_source& rows, model::key room, std::uint64_t commit) {
  const auto last = record_near(rows, room, UINT64_MAX, row_source::order::down);
  if (last && last->commit <= commit) return last->offset;
  const auto first = record_near(rows, room, 0, row_source::order::up);
  if (!first || first->commit > commit) return std::nullopt;
  auto low = first->offset; // its commit number isn't above
  auto high = last->offset; // its commit number is
  while (high - low > 1) {
    const auto middle = record_near(rows, room, low + (high - low) / 2, row_source::order::up);
    if (middle && middle->commit <= commit)
      low = middle->offset;
    else
      high = low + (high - low) / 2;
  }
  return low;
}

namespace {

/// Fills a page until one of its bounds; told to go on as long as it returns true.
class page_filler {
public:
  page_filler(log_page& page, std::size_t max_records, std::size_t max_bytes)
    : page_(page)
    , max_records_(max_records)
    , bytes_left_(max_bytes) {}

  bool operator()(std::string_view key, std::string_view value) {
    auto record = decode_record(key, value);
    if (!record) return true; // a damaged row is `fsck`'s; the reader goes on behind it
    const bool fits = page_.records.empty() || record->data.size() <= bytes_left_;
    if (!fits || page_.records.size() >= max_records_) {
      page_.complete = false;
      return false;
    }
    bytes_left_ -= std::min(bytes_left_, record->data.size());
    page_.records.push_back(std::move(*record));
    return true;
  }

private:
  log_page& page_;
  std::size_t max_records_;
  std::size_t bytes_left_;
};

} // namespace

log_page read_page(const row_source& rows, model::key room, std::uint64_t after, std::size_t max_records,
                   std::size_t max_bytes) {
  log_page page;
  if (after == UINT64_MAX) return page;
  page_filler fill(page, max_records, max_bytes);
  const bool in_time =
      rows.scan(log_key(room, after + 1), log_end(room), row_source::order::up, std::ref(fill));
  page.complete = page.complete && in_time;
  if (page.records.empty() || page.records.front().offset > after + 1)
    if (const auto lineage = read_lineage_row(rows, room)) page.first = lineage->first;
  return page;
}

log_page read_page_before(const row_source& rows, model::key room, std::uint64_t before,
                          std::size_t max_records, std::size_t max_bytes) {
  log_page page;
  page_filler fill(page, max_records, max_bytes);
  const bool in_time =
      rows.scan(log_key(room, 0), log_key(room, before), row_source::order::down, std::ref(fill));
  page.complete = page.complete && in_time;
  std::reverse(page.records.begin(), page.records.end());
  return page;
}

} // namespace snug::facets
