#include "store/fsck_walk.hpp"
#include "actors/facets/access_rows.hpp"
#include "actors/facets/document_rows.hpp"
#include "actors/facets/due_rows.hpp"
#include "actors/facets/hook_rows.hpp"
#include "actors/facets/last_seen.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/retained.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/facets/sessions.hpp"
#include "actors/facets/state_rows.hpp"
#include "store/lmdb/damage_report.hpp"
#include <algorithm>
#include <utility>

namespace snug::store {

using model::table;

namespace {

constexpr std::size_t most_findings = 1'000;
constexpr std::size_t owner_bytes = 9; // the owner's key and the table

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t v = 0;
  for (const char c : bytes.substr(0, 8))
    v = (v << 8) | static_cast<unsigned char>(c);
  return v;
}

bool of_access(table t) { return t >= table::account && t <= table::revocation; }
bool of_a_partition(table t) {
  return (t >= table::counter && t <= table::doomed) || t == table::due_at || t == table::hook ||
         t == table::hook_dead || of_access(t);
}
bool of_a_document(table t) { return t >= table::version_part && t <= table::version; }
bool known(table t) {
  return of_a_partition(t) || (t >= table::room && t <= table::last_seen) || of_a_document(t) ||
         t == table::due;
}

} // namespace

void fsck_walk::row(std::string_view key, std::string_view value, bool intact) {
  ++report_.rows;
  key_ = key;
  if (key.size() < owner_bytes) return problem("the key is too short");
  const model::key owner{big_endian(key)};
  const auto table = static_cast<model::table>(key[8]);
  const auto rest = key.substr(owner_bytes);
  if (owner != owner_.key) enter(owner);
  if (!in_place(owner, table)) return;
  if (table == table::log) offset(rest);
  if (!intact) {
    owner_.broken = true;
    if (table == table::room) owner_.has_room_row = true; // it is there; that it is damaged is said once
    return problem("damaged (checksum)");
  }
  read(table, key, rest, value);
}

fsck_report fsck_walk::finish() {
  leave();
  return std::move(report_);
}

void fsck_walk::problem(std::string what) {
  if (report_.problems++ < most_findings)
    report_.findings.push_back("row " + in_hex(key_) + ": " + std::move(what));
}

bool fsck_walk::in_place(model::key owner, table t) {
  if (owner.partition() >= model::partition_count)
    problem("no such partition");
  else if (!known(t))
    problem("no such table");
  else if (of_a_partition(t) == owner.valid())
    problem("the table doesn't belong to such an owner");
  else
    return true;
  return false;
}

void fsck_walk::enter(model::key owner) {
  leave();
  owner_ = {};
  owner_.key = owner;
  if (owner.partition() != partition_) {
    partition_ = owner.partition();
    last_counter_ = 0;
  }
  if (owner.valid() && owner.counter() > last_counter_) problem("the owner's number was never given");
}

void fsck_walk::leave() {
  if (!owner_.key.valid() || owner_.broken) return;
  const auto first_key = facets::room_key(owner_.key); // what is missing has no row of its own to name
  const auto here = std::exchange(key_, first_key);
  judge_owner();
  key_ = here;
}

void fsck_walk::judge_owner() {
  if (rows_.get(facets::doomed_key(owner_.key))) return; // deleted: its rows are being taken away
  if (!owner_.has_room_row) return problem("rows without a room");
  if (!owner_.lineage) return problem("a room without a lineage");
  const auto& lineage = *owner_.lineage;
  const auto head = std::max(owner_.newest, lineage.last);
  if (owner_.newest == 0 && lineage.first != lineage.last + 1) problem("the log's records are missing");
  if (owner_.newest != 0 && owner_.newest < lineage.last) problem("the log ends before its lineage says");
  if (lineage.lives.back().first > head + 1) problem("a life begins behind the head");
  if (owner_.size.value_or(0) != owner_.members)
    problem("the number of members is wrong: " + std::to_string(owner_.size.value_or(0)) + " instead of " +
            std::to_string(owner_.members));
}

void fsck_walk::read(table t, std::string_view key, std::string_view rest, std::string_view value) {
  switch (t) {
  case table::counter:
    return counter(value);
  case table::name:
    return name(rest, value);
  case table::session:
    return session(key, value);
  case table::account:
  case table::login:
  case table::api_key:
  case table::revocation:
    return access(t, key, rest, value);
  case table::room:
    return room(value);
  case table::lineage:
    return lineage(value);
  case table::member:
    return member(rest, value);
  case table::log:
    return log(key, value);
  case table::repeat:
    return repeat(key, value);
  case table::retained:
    if (!facets::decode_retained(value)) problem("can't be read");
    return;
  case table::document:
    if (!facets::decode_document(value)) problem("can't be read");
    return;
  case table::version:
    if (!facets::decode_version(value)) problem("can't be read");
    return;
  case table::update:
  case table::snapshot:
  case table::version_part:
    if (!facets::decode_document_bytes(value)) problem("can't be read");
    return;
  case table::rooms_of:
    return place(rest, value);
  case table::listed:
    return listed(rest, value);
  case table::profile:
    if (!facets::decode_profile(value)) problem("can't be read");
    return;
  case table::size:
    owner_.size = facets::decode_number(value);
    if (!owner_.size) problem("can't be read");
    return;
  case table::blocked:
  case table::doomed:
  case table::mark:
    if (rest.empty() || !facets::decode_number(value)) problem("can't be read");
    return;
  case table::invited:
  case table::invitation:
    if (rest.size() < 2 || !facets::decode_invitation(value)) problem("can't be read");
    return;
  case table::state:
    return state(rest, value);
  case table::state_past:
    if (rest.size() < 10 || !facets::decode_state_past(value)) problem("can't be read");
    return;
  case table::state_version:
    if (rest.size() != 8 || !facets::decode_state_version(value)) problem("can't be read");
    return;
  case table::state_head:
    return state_head(value);
  case table::state_snapshot:
    if (rest.empty() || !facets::decode_state_snapshot(rest, value)) problem("can't be read");
    return;
  case table::last_seen:
    if (rest.empty() || !facets::decode_last_seen(value)) problem("can't be read");
    return;
  case table::hook:
  case table::hook_dead:
    if (!facets::read_hook_key(key) || !facets::decode_hook(value)) problem("can't be read");
    return;
  case table::due_at:
    return due_at(key);
  case table::due:
    return due(key, value);
  }
}

void fsck_walk::member(std::string_view user, std::string_view value) {
  const auto row = facets::decode_standing(value);
  if (user.empty() || !row) return problem("can't be read");
  if (row->role <= model::role::banned) return;
  ++owner_.members;
  const auto place = rows_.get(facets::place_key(user, owner_.key));
  const auto told = place ? facets::decode_place(*place) : std::nullopt;
  if (!told || told->role != row->role) problem("the user's side of the membership says something else");
}

void fsck_walk::place(std::string_view rest, std::string_view value) {
  const auto row = facets::decode_place(value);
  if (!row || rest.size() < 10 || rest[rest.size() - 9] != '\0') return problem("can't be read");
  const auto user = rest.substr(0, rest.size() - 9);
  const model::key room{big_endian(rest.substr(rest.size() - 8))};
  if (model::partition_of(user) != owner_.key.partition()) problem("the user is in the wrong partition");
  const bool going = rows_.get(facets::doomed_key(room)).has_value();
  if (!going && facets::read_standing(rows_, room, user).role != row->role)
    problem("the room's side of the membership says something else");
}

void fsck_walk::state(std::string_view key, std::string_view value) {
  const auto cell = facets::decode_state_cell(value);
  if (key.empty() || !cell) return problem("can't be read");
  owner_.state_newest = std::max(owner_.state_newest, cell->version);
  if (cell->erased()) return;
  ++owner_.state_keys;
  owner_.state_bytes += key.size() + cell->value.size();
}

/// Comes behind all cells of its room.
void fsck_walk::state_head(std::string_view value) {
  const auto head = facets::decode_state_head(value);
  if (!head) return problem("can't be read");
  if (owner_.state_newest > head->version) problem("a version of the state that was never given");
  if (head->first > head->version + 1) problem("the state's history begins behind its end");
  if (head->keys != owner_.state_keys || head->bytes != owner_.state_bytes)
    problem("the size of the state is wrong");
  for (auto v = head->first; v <= head->version; ++v)
    if (!rows_.get(facets::state_version_key(owner_.key, v)))
      return problem("a version of the state is missing: " + std::to_string(v));
}

void fsck_walk::listed(std::string_view name, std::string_view value) {
  const auto number = facets::decode_number(value);
  const auto room = number ? facets::read_room(rows_, model::key{*number}) : std::nullopt;
  if (!room) return problem("a listed room is missing");
  if (room->name != name || room->access != model::access::public_room || room->archived)
    problem("the room should not be listed");
}

void fsck_walk::due_at(std::string_view key) {
  const auto place = facets::read_due_at(key);
  if (!place) return problem("can't be read");
  if (place->room.partition() != owner_.key.partition()) problem("a room of another partition");
  if (!rows_.get(facets::due_key(place->room, place->id))) problem("the event that is due is missing");
}

void fsck_walk::due(std::string_view key, std::string_view value) {
  const auto id = facets::read_due_key(key);
  const auto row = facets::decode_due(value);
  if (!id || !row) return problem("can't be read");
  if (!rows_.get(facets::due_at_key({row->at, owner_.key, *id}))) problem("nothing says when it is due");
}

void fsck_walk::counter(std::string_view value) {
  const auto number = facets::decode_number(value);
  if (!number) return problem("can't be read");
  last_counter_ = *number;
}

void fsck_walk::name(std::string_view name, std::string_view value) {
  const auto number = facets::decode_number(value);
  if (!number) return problem("can't be read");
  if (model::partition_of(name) != owner_.key.partition()) problem("the name is in the wrong partition");
  const auto room = facets::read_room(rows_, model::key{*number});
  if (!room || room->name != name) problem("the name points at no room of that name");
}

void fsck_walk::session(std::string_view key, std::string_view value) {
  const auto row = facets::decode_session(value);
  if (!row || key.size() != owner_bytes + 8) return problem("can't be read");
  if (facets::session_key(row->user, big_endian(key.substr(owner_bytes))) != key)
    problem("the session is in the wrong partition");
}

void fsck_walk::access(table t, std::string_view key, std::string_view rest, std::string_view value) {
  std::string right; // the key that such a row has
  if (t == table::account) {
    if (facets::decode_account(value)) right = facets::account_key(rest);
  } else if (t == table::login) {
    if (const auto row = facets::decode_login(value); row && rest.size() == 8)
      right = facets::login_key(row->user, big_endian(rest));
  } else if (t == table::api_key) {
    if (const auto row = facets::decode_key(value)) right = facets::api_key_key(row->user, rest);
  } else if (const auto row = facets::decode_revocation(value)) {
    right = facets::revocation_key(row->user, row->kind, row->subject);
  }
  if (right.empty()) return problem("can't be read");
  if (right != key) problem("the row is under another key than its own");
}

void fsck_walk::room(std::string_view value) {
  ++report_.rooms;
  owner_.has_room_row = true;
  const auto row = facets::decode_room(value);
  if (!row) return problem("can't be read");
  if (facets::find_room(rows_, row->name) != owner_.key) problem("no name points at the room");
}

void fsck_walk::lineage(std::string_view value) {
  owner_.lineage = facets::decode_lineage(value);
  if (!owner_.lineage) return problem("can't be read");
  const auto& row = *owner_.lineage;
  if (row.first == 0 || row.first > row.last + 1) problem("the log's floor is above its head");
  for (std::size_t i = 0; i < row.lives.size(); ++i) {
    if (row.lives[i].epoch == 0) problem("an epoch of 0");
    if (i > 0 && row.lives[i].first < row.lives[i - 1].first) problem("lives out of order");
  }
}

void fsck_walk::offset(std::string_view rest) {
  ++report_.records;
  if (rest.size() != 8) return problem("the key is no log key");
  const auto offset = big_endian(rest);
  const auto first = owner_.lineage ? owner_.lineage->first : offset;
  const auto expected = owner_.newest ? owner_.newest + 1 : first;
  const bool going = rows_.get(facets::doomed_key(owner_.key)).has_value();
  if (offset != expected && !going)
    problem("a hole in the log: offset " + std::to_string(expected) + " expected, " + std::to_string(offset) +
            " found");
  owner_.newest = offset;
}

void fsck_walk::log(std::string_view key, std::string_view value) {
  const auto record = facets::decode_record(key, value);
  if (!record) return problem("can't be read");
  if (record->commit > so_far_.last_commit) problem("a commit number that was never given");
  follow(*record);
}

void fsck_walk::follow(const model::record& record) {
  const bool first = owner_.commit == 0;
  if (!first && !owner_.broken) {
    if (record.commit <= owner_.commit) problem("commit numbers out of order");
    if (record.at < owner_.at) problem("time goes back");
    if (record.bytes_so_far != owner_.bytes_so_far + record.data.size()) problem("the log's weight is wrong");
  }
  owner_.commit = record.commit;
  owner_.at = record.at;
  owner_.bytes_so_far = record.bytes_so_far;
}

void fsck_walk::repeat(std::string_view key, std::string_view value) {
  const auto row = facets::decode_repeat(value);
  if (!row) return problem("can't be read");
  const auto log_key = facets::log_key(owner_.key, row->offset);
  const auto log_row = rows_.get(log_key);
  const auto record = log_row ? facets::decode_record(log_key, *log_row) : std::nullopt;
  if (!record) return problem("the repeat row's record is missing: offset " + std::to_string(row->offset));
  if (facets::repeat_key(owner_.key, record->user, record->id) != key)
    problem("the repeat row's record is of another command");
}

} // namespace snug::store
