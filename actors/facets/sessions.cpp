#include "actors/facets/sessions.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/row_value.hpp"

namespace snug::facets {

using model::field_type;
using model::row_key;
using model::table;

namespace {

enum open_field : std::size_t { open_session, open_user, open_name, open_client, open_expires };
constexpr model::field open_fields[] = {
    {"session", field_type::integer, true, 1, (1ull << 53) - 1, "its id"},
    {"user", field_type::text, true, 1, 256, "whose it is"},
    {"name", field_type::text, false, 0, 256, "the user's name as shown to others"},
    {"client", field_type::text, false, 0, 256, "what the client calls itself"},
    {"expires", field_type::integer, true, 0, 0, "when its resume token ends, ms since 1970"},
};

constexpr model::command_spec table_of_commands[] = {
    {.name = "session.open",
     .in_room = false,
     .way = model::lane::durable,
     .fields = open_fields,
     .answer = {},
     .help = "Keeps a session so that it can be resumed; for the server itself."},
};
static_assert(model::sane(table_of_commands));

constexpr std::string_view opened = "session.opened";

} // namespace

std::string encode(const session_row& row) {
  model::packer p;
  p.array(4).text(row.user).text(row.name).text(row.client).integer(row.expires_at);
  return row_value(p);
}

std::optional<session_row> decode_session(std::string_view value) {
  row_reader in(value, 4);
  session_row row;
  row.user = in.text();
  row.name = in.text();
  row.client = in.text();
  row.expires_at = in.integer();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string session_key(std::string_view user, std::uint64_t session) {
  return row_key(model::partition_of(user), table::session).u64(session).str();
}

expired_page expired_sessions(const model::row_source& rows, unsigned partition, std::uint64_t after,
                              std::int64_t now, std::size_t limit) {
  expired_page page;
  if (after == UINT64_MAX) return page;
  std::size_t visited = 0;
  std::string last;
  const auto visit = [&](std::string_view key, std::string_view value) {
    const auto row = decode_session(value);
    if (row && row->expires_at <= now) page.keys.emplace_back(key);
    last = key;
    return ++visited < limit;
  };
  rows.scan(row_key(partition, table::session).u64(after + 1).str(),
            row_key::end_of(model::key::make(partition, 0), table::session), model::row_source::order::up,
            visit);
  if (visited < limit || last.empty()) return page;
  for (const char c : last.substr(last.size() - 8))
    page.next = (page.next << 8) | static_cast<unsigned char>(c);
  return page;
}

std::span<const model::command_spec> sessions::commands() const noexcept { return table_of_commands; }

model::result<decision> sessions::decide(const rule_context&, const model::command& command,
                                         const model::arguments&, const model::row_source&) const {
  return decision{{{std::string(opened), command.data, false}}, empty_reply()};
}

void sessions::apply(const model::record& record, model::rows& rows) const {
  if (record.name != opened) return;
  model::arguments args;
  if (model::read_arguments(record.data, open_fields, args)) return;
  const session_row row{std::string(args.text(open_user)), std::string(args.text(open_name)),
                        std::string(args.text(open_client)),
                        static_cast<std::int64_t>(args.uint(open_expires))};
  rows.put(session_key(row.user, args.uint(open_session)), encode(row));
}

const facet& sessions_facet() noexcept {
  static const sessions judge;
  static const facet row{"sessions", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
