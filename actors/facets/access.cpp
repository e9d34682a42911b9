#include "actors/facets/access.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/replies.hpp"

namespace snug::facets {

using model::field_type;
using model::row_key;
using model::table;

namespace {

constexpr std::string_view put_name = "access.put";
constexpr std::string_view erase_name = "access.erase";
constexpr std::string_view conditions = "anything|absent|present|same";

enum change_field : std::size_t {
  in_user,
  in_table,
  in_rest,
  in_value,
  in_when,
  in_before,
  in_code,
  in_message,
  in_field,
  in_reply
};
constexpr model::field change_fields[] = {
    {"user", field_type::text, true, 0, 256, "whose partition the row is in"},
    {"table", field_type::integer, true, 1, 255, "see store/README.md"},
    {"rest", field_type::bytes, true, 1, 400, "of its key"},
    {"value", field_type::bytes, false, 1, 8'192, "of the row; none for one that goes"},
    {"when", field_type::choice, false, 0, 0, "what must be true of the row before", conditions},
    {"before", field_type::bytes, false, 1, 8'192, "what it must be"},
    {"code", field_type::integer, false, 0, 255, "the error where it isn't"},
    {"message", field_type::text, false, 0, 256, "its message"},
    {"field", field_type::text, false, 0, 64, "its field"},
    {"reply", field_type::any, false, 0, 65'536, "the answer where it is"},
};

constexpr model::command_spec commands_table[] = {
    {.name = put_name,
     .in_room = false,
     .way = model::lane::durable,
     .fields = change_fields,
     .answer = {},
     .help = "Writes a row of those who may come in; for the server itself."},
    {.name = erase_name,
     .in_room = false,
     .way = model::lane::durable,
     .fields = change_fields,
     .answer = {},
     .help = "Takes a row of those who may come in away; for the server itself."},
};
static_assert(model::sane(commands_table));

bool ours(table t) { return t >= table::account && t <= table::revocation; }

std::string key_of(std::string_view user, table in, std::string_view rest) {
  return row_key(model::partition_of(user), in).text(rest).str();
}

/// True where the row can be read again: nothing else is ever written.
bool readable(table in, std::string_view value) {
  switch (in) {
  case table::account:
    return decode_account(value).has_value();
  case table::login:
    return decode_login(value).has_value();
  case table::api_key:
    return decode_key(value).has_value();
  case table::revocation:
    return decode_revocation(value).has_value();
  default:
    return false;
  }
}

bool holds(const model::arguments& args, const std::optional<std::string>& row) {
  const auto when = args.has(in_when) ? args.text(in_when) : "anything";
  if (when == "absent") return !row;
  if (when == "present") return row.has_value();
  if (when == "same") return row && *row == args.at[in_before].bytes().value_or("");
  return true;
}

class access final : public rules {
public:
  std::span<const model::command_spec> commands() const noexcept override { return commands_table; }

  model::result<decision> decide(const rule_context&, const model::command& command,
                                 const model::arguments& args, const model::row_source& rows) const override {
    const bool puts = command_registry::get().at(command.verb).spec->name == put_name;
    const auto in = static_cast<table>(args.uint(in_table));
    const auto rest = args.at[in_rest].bytes().value_or("");
    const auto value = args.at[in_value].bytes().value_or("");
    if (puts ? !ours(in) || !readable(in, value) : !ours(in) && in != table::session)
      return refuse(model::error_code::bad_request, "is no such row", "value");
    if (!holds(args, rows.get(key_of(args.text(in_user), in, rest))))
      return refuse(static_cast<model::error_code>(args.uint(in_code)), std::string(args.text(in_message)),
                    std::string(args.text(in_field)));
    model::packer p; // without what only the answer needs
    p.map(puts ? 4 : 3).text("user").text(args.text(in_user)).text("table").uint(args.uint(in_table));
    p.text("rest").bytes(rest);
    if (puts) p.text("value").bytes(value);
    auto reply = args.has(in_reply) ? std::string(args.raw(in_reply)) : empty_reply();
    return decision{{{std::string(puts ? put_name : erase_name), std::move(p).str(), false}},
                    std::move(reply)};
  }

  void apply(const model::record& record, model::rows& rows) const override {
    const auto change = access_change_of(record);
    if (!change) return;
    auto key = key_of(change->user, change->in, change->rest);
    if (change->value.empty())
      rows.erase(std::move(key));
    else
      rows.put(std::move(key), change->value);
  }
};

/// What stands behind owner and table in a whole key.
std::string rest_of(const std::string& key) { return key.substr(model::owner_bytes); }

} // namespace

model::command access_command(const access_change& change, std::string reply, const access_condition& when) {
  using what = access_condition::what;
  static const auto& registry = command_registry::get();
  const bool puts = !change.value.empty(), judged = when.is != what::anything;
  model::packer p;
  p.map(3 + (puts ? 1 : 0) + (judged ? 4 : 0) + (when.is == what::same ? 1 : 0) + (reply.empty() ? 0 : 1));
  p.text("user").text(change.user).text("table").uint(static_cast<std::uint8_t>(change.in));
  p.text("rest").bytes(change.rest);
  if (puts) p.text("value").bytes(change.value);
  if (judged) {
    constexpr std::string_view words[] = {"anything", "absent", "present", "same"};
    p.text("when").text(words[static_cast<std::size_t>(when.is)]);
    p.text("code").uint(static_cast<std::uint8_t>(when.otherwise.code));
    p.text("message").text(when.otherwise.message).text("field").text(when.otherwise.field);
  }
  if (when.is == what::same) p.text("before").bytes(when.before);
  if (!reply.empty()) p.text("reply").raw(reply);
  model::command c;
  c.who = model::server_identity();
  c.verb = *registry.find(puts ? put_name : erase_name);
  c.data = std::move(p).str();
  return c;
}

std::optional<access_change> access_change_of(const model::record& record) {
  const bool puts = record.name == put_name;
  if (!puts && record.name != erase_name) return std::nullopt;
  const model::value data(record.data);
  access_change c;
  c.user = data.find("user").text().value_or("");
  c.in = static_cast<table>(data.find("table").uint().value_or(0));
  c.rest = data.find("rest").bytes().value_or("");
  c.value = data.find("value").bytes().value_or("");
  if (c.rest.empty() || puts == c.value.empty()) return std::nullopt;
  return c;
}

access_change change_of(const revocation_row& row) {
  return {row.user, table::revocation, rest_of(revocation_key(row.user, row.kind, row.subject)), encode(row)};
}

access_change lift_of(const revocation_row& row) {
  return {row.user, table::revocation, rest_of(revocation_key(row.user, row.kind, row.subject)), {}};
}

access_change change_of(std::string_view id, const key_row& row) {
  return {row.user, table::api_key, std::string(id), encode(row)};
}

access_change change_of(std::string_view user, const account_row& row) {
  return {std::string(user), table::account, std::string(user), encode(row)};
}

access_change change_of(std::uint64_t login, const login_row& row) {
  return {row.user, table::login, number_rest(login), encode(row)};
}

access_change erase_of(std::string_view user, table in, std::string rest) {
  return {std::string(user), in, std::move(rest), {}};
}

std::string number_rest(std::uint64_t number) {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(number >> shift));
  return out;
}

const facet& access_facet() noexcept {
  static const access judge;
  static const facet row{"access", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
