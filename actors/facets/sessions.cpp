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
  open_login
};
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
};

enum seen_field : std::size_t { seen_session, seen_user, seen_at, seen_token, seen_token_ends, seen_login };
constexpr model::field seen_fields[] = {open_fields[open_session],    open_fields[open_user],
                                        open_fields[open_seen],       open_fields[open_token],
                                        open_fields[open_token_ends], open_fields[open_login]};

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

std::string encode(const session_row& row) {
  model::packer p;
  p.array(8).text(row.user).text(row.name).text(row.client).integer(row.expires_at);
  p.integer(row.seen_at).text(row.token).integer(row.token_ends).uint(row.login);
  return row_value(p);
}

std::optional<session_row> decode_session(std::string_view value) {
  // Those of earlier versions end behind the fourth entry.
  const bool whole = row_reader(value, 8).good();
  row_reader in(value, whole ? 8 : 4);
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
  for (const char c : last.substr(last.size() - 8))
    page.next = (page.next << 8) | static_cast<unsigned char>(c);
  return page;
}

std::span<const model::command_spec> sessions::commands() const noexcept { return table_of_commands; }

model::result<decision> sessions::decide(const rule_context&, const model::command& command,
                                         const model::arguments& args, const model::row_source& rows) const {
  const bool is_new = command_registry::get().at(command.verb).place == 0;
  if (is_new) return decision{{{std::string(opened), command.data, false}}, empty_reply()};
  const auto value = rows.get(session_key(args.text(seen_user), args.uint(seen_session)));
  const auto row = value ? decode_session(*value) : std::nullopt;
  if (!row) return decision{{}, empty_reply()}; // it was ended meanwhile, and isn't brought back
  model::packer p;
  p.map(9)
      .text("session")
      .uint(args.uint(seen_session))
      .text("user")
      .text(row->user)
      .text("name")
      .text(row->name);
  p.text("client").text(row->client).text("expires").integer(row->expires_at);
  p.text("seen").uint(args.uint(seen_at)).text("token").text(args.text(seen_token));
  p.text("token_ends").uint(args.uint(seen_token_ends)).text("login").uint(args.uint(seen_login));
  return decision{{{std::string(opened), std::move(p).str(), false}}, empty_reply()};
}

void sessions::apply(const model::record& record, model::rows& rows) const {
  if (record.name != opened) return;
  model::arguments args;
  if (model::read_arguments(record.data, open_fields, args)) return;
  const auto time = [&](open_field f) { return static_cast<std::int64_t>(args.uint(f)); };
  const session_row row{std::string(args.text(open_user)),
                        std::string(args.text(open_name)),
                        std::string(args.text(open_client)),
                        time(open_expires),
                        time(open_seen),
                        std::string(args.text(open_token)),
                        time(open_token_ends),
                        args.uint(open_login)};
  rows.put(session_key(row.user, args.uint(open_session)), encode(row));
}

const facet& sessions_facet() noexcept {
  static const sessions judge;
  static const facet row{"sessions", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
