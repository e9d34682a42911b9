#include "actors/facets/sessions.hpp"
#include "actors/facets/access_rows.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/row_value.hpp"

namespace snug::facets {

using model::field_type;
using model::row_key;
using model::table;

namespace {

enum open_field : std::size_t {
  open_session,
  open_user,
  open_name,
  open_client,
  open_expires,
  open_seen,
  open_token,
  open_token_ends,
  open_login,
  open_rooms
};
constexpr std::uint64_t most_rooms_bytes = 1 << 20;
constexpr model::field open_fields[] = {
    {"session", field_type::integer, true, 1, (1ull << 53) - 1, "its id"},
    {"user", field_type::text, true, 1, 256, "whose it is"},
    {"name", field_type::text, false, 0, 256, "the user's name as shown to others"},
    {"client", field_type::text, false, 0, 256, "what the client calls itself"},
    {"expires", field_type::integer, true, 0, 0, "when its resume token ends, ms since 1970"},
    {"seen", field_type::integer, false, 0, 0, "when it came in or went, ms since 1970"},
    {"token", field_type::text, false, 0, 256, "names the token it came with"},
    {"token_ends", field_type::integer, false, 0, 0, "when that ends, ms since 1970"},
    {"login", field_type::integer, false, 0, 0, "of an own account"},
    {"rooms", field_type::bytes, false, 0, most_rooms_bytes, "the rooms it comes back to, as stored"},
};

enum seen_field : std::size_t { seen_session, seen_user, seen_at, seen_token, seen_token_ends, seen_login };
constexpr model::field seen_fields[] = {open_fields[open_session],    open_fields[open_user],
                                        open_fields[open_seen],       open_fields[open_token],
                                        open_fields[open_token_ends], open_fields[open_login]};

enum rooms_field : std::size_t { rooms_session, rooms_user, rooms_kept };
constexpr model::field rooms_fields[] = {open_fields[open_session], open_fields[open_user],
                                         open_fields[open_rooms]};

constexpr model::command_spec table_of_commands[] = {
    {.name = "session.open",
     .in_room = false,
     .way = model::lane::durable,
     .fields = open_fields,
     .answer = {},
     .help = "Keeps a session so that it can be resumed; for the server itself."},
    {.name = "session.seen",
     .in_room = false,
     .way = model::lane::durable,
     .fields = seen_fields,
     .answer = {},
     .help = "Brings what is kept of a session up to date, if it is still kept; for the server itself."},
    {.name = "session.rooms",
     .in_room = false,
     .way = model::lane::durable,
     .fields = rooms_fields,
     .answer = {},
     .help = "Says which rooms a session comes back to, if it is still kept; for the server itself."},
};
static_assert(model::sane(table_of_commands));

constexpr std::string_view opened = "session.opened";

/// When a session or login ends; nothing for a row that can't be read.
std::optional<std::int64_t> end_of(table in, std::string_view value) {
  if (in == table::login) {
    const auto row = decode_login(value);
    return row ? std::optional(row->ends_at) : std::nullopt;
  }
  const auto row = decode_session(value);
  return row ? std::optional(row->expires_at) : std::nullopt;
}

} // namespace

namespace {

/// What a record says of the row.
std::string said(std::uint64_t session, const session_row& row) {
  const bool keeps = !row.rooms.empty();
  model::packer p;
  p.map(keeps ? 10 : 9).text("session").uint(session).text("user").text(row.user).text("name").text(row.name);
  p.text("client").text(row.client).text("expires").integer(row.expires_at);
  p.text("seen").integer(row.seen_at).text("token").text(row.token);
  p.text("token_ends").integer(row.token_ends).text("login").uint(row.login);
  if (keeps) p.text("rooms").bytes(row.rooms);
  return std::move(p).str();
}

} // namespace

std::string encode(const std::vector<kept_room>& rooms) {
  if (rooms.empty()) return {};
  model::packer p;
  p.array(static_cast<std::uint32_t>(rooms.size()));
  for (const auto& r : rooms)
    p.array(4).text(r.name).uint(r.epoch).uint(r.offset).uint(r.commit);
  return std::move(p).str();
}

std::optional<std::vector<kept_room>> decode_kept_rooms(std::string_view value) {
  std::vector<kept_room> rooms;
  if (value.empty()) return rooms;
  if (model::check_payload(value)) return std::nullopt;
  const model::value all(value);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto one = all.at(i);
    const auto name = one.at(0).text();
    const auto epoch = one.at(1).uint(), offset = one.at(2).uint(), commit = one.at(3).uint();
    if (!name || !epoch || !offset || !commit) return std::nullopt;
    rooms.push_back({std::string(*name), *epoch, *offset, *commit});
  }
  return rooms;
}

std::string encode(const session_row& row) {
  model::packer p;
  const bool keeps = !row.rooms.empty(); // most don't: they take no byte for it
  p.array(keeps ? 9 : 8).text(row.user).text(row.name).text(row.client).integer(row.expires_at);
  p.integer(row.seen_at).text(row.token).integer(row.token_ends).uint(row.login);
  if (keeps) p.bytes(row.rooms);
  return row_value(p);
}

std::optional<session_row> decode_session(std::string_view value) {
  // Those of earlier versions end behind the fourth entry.
  const bool keeps = row_reader(value, 9).good();
  const bool whole = keeps || row_reader(value, 8).good();
  row_reader in(value, keeps ? 9 : whole ? 8 : 4);
  session_row row;
  row.user = in.text();
  row.name = in.text();
  row.client = in.text();
  row.expires_at = in.integer();
  if (whole) {
    row.seen_at = in.integer();
    row.token = in.text();
    row.token_ends = in.integer();
    row.login = in.uint();
  }
  if (keeps) row.rooms = in.bytes();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string session_key(std::string_view user, std::uint64_t session) {
  return row_key(model::partition_of(user), table::session).u64(session).str();
}

expired_page expired_sessions(const model::row_source& rows, unsigned partition, std::uint64_t after,
                              std::int64_t now, std::size_t limit, table in) {
  expired_page page;
  if (after == UINT64_MAX) return page;
  std::size_t visited = 0;
  std::string last;
  const auto visit = [&](std::string_view key, std::string_view value) {
    const auto ends = end_of(in, value);
    if (ends && *ends <= now) page.keys.emplace_back(key);
    last = key;
    return ++visited < limit;
  };
  rows.scan(row_key(partition, in).u64(after + 1).str(), row_key::end_of(model::key::make(partition, 0), in),
            model::row_source::order::up, visit);
  if (visited < limit || last.empty()) return page;
  page.next = model::number_at(last, last.size() - 8);
  return page;
}

std::span<const model::command_spec> sessions::commands() const noexcept { return table_of_commands; }

model::result<decision> sessions::decide(const rule_context&, const model::command& command,
                                         const model::arguments& args, const model::row_source& rows) const {
  enum place : std::size_t { open, seen, rooms_of_it };
  const auto place = command_registry::get().at(command.verb).place;
  if (place == open) return decision{{{std::string(opened), command.data, false}}, empty_reply()};
  const auto value = rows.get(session_key(args.text(seen_user), args.uint(seen_session)));
  auto row = value ? decode_session(*value) : std::nullopt;
  if (!row) return decision{{}, empty_reply()}; // it was ended meanwhile, and isn't brought back
  if (place == rooms_of_it) {
    row->rooms = args.at[rooms_kept].bytes().value_or("");
  } else {
    row->seen_at = static_cast<std::int64_t>(args.uint(seen_at));
    row->token = args.text(seen_token);
    row->token_ends = static_cast<std::int64_t>(args.uint(seen_token_ends));
    row->login = args.uint(seen_login);
  }
  return decision{{{std::string(opened), said(args.uint(seen_session), *row), false}}, empty_reply()};
}

namespace {

/// Rooms with the commit numbers that they were written down with: those of before, or this one.
std::string numbered(std::string_view said, std::uint64_t commit, const std::optional<session_row>& before) {
  auto rooms = decode_kept_rooms(said).value_or(std::vector<kept_room>{});
  const auto known =
      before ? decode_kept_rooms(before->rooms).value_or(std::vector<kept_room>{}) : std::vector<kept_room>{};
  for (auto& r : rooms) {
    if (r.commit != 0) continue;
    r.commit = commit;
    for (const auto& k : known)
      if (k.name == r.name && k.epoch == r.epoch && k.offset == r.offset) r.commit = k.commit;
  }
  return encode(rooms);
}

} // namespace

void sessions::apply(const model::record& record, model::rows& rows) const {
  if (record.name != opened) return;
  model::arguments args;
  if (model::read_arguments(record.data, open_fields, args)) return;
  const auto time = [&](open_field f) { return static_cast<std::int64_t>(args.uint(f)); };
  const auto key = session_key(args.text(open_user), args.uint(open_session));
  const auto rooms = args.at[open_rooms].bytes().value_or("");
  std::optional<session_row> before;
  if (!rooms.empty())
    if (const auto value = rows.get(key)) before = decode_session(*value);
  const session_row row{std::string(args.text(open_user)),
                        std::string(args.text(open_name)),
                        std::string(args.text(open_client)),
                        time(open_expires),
                        time(open_seen),
                        std::string(args.text(open_token)),
                        time(open_token_ends),
                        args.uint(open_login),
                        numbered(rooms, record.commit, before)};
  rows.put(key, encode(row));
}

const facet& sessions_facet() noexcept {
  static const sessions judge;
  static const facet row{"sessions", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
