#include "actors/facets/access_rows.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/packer.hpp"

namespace snug::facets {

using model::row_key;
using model::table;

namespace {

constexpr std::uint64_t flag_admin = 1;
constexpr std::uint64_t flag_disabled = 2;

row_key row_of(std::string_view user, table t) { return {model::partition_of(user), t}; }

} // namespace

std::string encode(const key_row& row) {
  model::packer p;
  p.array(6).text(row.user).text(row.label).bytes(row.secret).uint(row.may.bits());
  p.integer(row.made_at).integer(row.ends_at);
  return row_value(p);
}

std::optional<key_row> decode_key(std::string_view value) {
  row_reader in(value, 6);
  key_row row;
  row.user = in.text();
  row.label = in.text();
  row.secret = in.bytes();
  row.may = model::scopes(static_cast<std::uint8_t>(in.uint()));
  row.made_at = in.integer();
  row.ends_at = in.integer();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string api_key_key(std::string_view user, std::string_view id) {
  return row_of(user, table::api_key).text(id).str();
}

std::string encode(const revocation_row& row) {
  model::packer p;
  p.array(6).text(row.user).uint(static_cast<std::uint8_t>(row.kind)).text(row.subject);
  p.integer(row.at).integer(row.ends_at).text(row.reason);
  return row_value(p);
}

std::optional<revocation_row> decode_revocation(std::string_view value) {
  row_reader in(value, 6);
  revocation_row row;
  row.user = in.text();
  const auto kind = in.uint();
  row.subject = in.text();
  row.at = in.integer();
  row.ends_at = in.integer();
  row.reason = in.text();
  if (!in.complete() || kind < 1 || kind > static_cast<std::uint8_t>(revoked::login)) return std::nullopt;
  row.kind = static_cast<revoked>(kind);
  return row;
}

std::string revocation_key(std::string_view user, revoked kind, std::string_view subject) {
  const char byte = static_cast<char>(kind);
  return row_of(user, table::revocation).text({&byte, 1}).text(subject).str();
}

bool stops(const revocation_row& row, const model::identity& who) noexcept {
  switch (row.kind) {
  case revoked::user:
    return who.user == row.subject && (who.issued_at <= row.at || row.ends_at == 0);
  case revoked::session:
    return who.session != 0 && std::to_string(who.session) == row.subject;
  case revoked::token:
    return !who.token.empty() && who.token == row.subject;
  case revoked::login:
    return who.login != 0 && std::to_string(who.login) == row.subject;
  }
  return false;
}

std::string encode(const account_row& row) {
  model::packer p;
  p.array(7).text(row.name).bytes(row.password);
  p.uint((row.admin ? flag_admin : 0) | (row.disabled ? flag_disabled : 0));
  p.integer(row.made_at).integer(row.changed_at).text(row.avatar).bytes(row.attributes);
  return row_value(p);
}

std::optional<account_row> decode_account(std::string_view value) {
  row_reader in(value, 7);
  account_row row;
  row.name = in.text();
  row.password = in.bytes();
  const auto flags = in.uint();
  row.admin = (flags & flag_admin) != 0;
  row.disabled = (flags & flag_disabled) != 0;
  row.made_at = in.integer();
  row.changed_at = in.integer();
  row.avatar = in.text();
  row.attributes = in.bytes();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string account_key(std::string_view user) { return row_of(user, table::account).text(user).str(); }

std::string encode(const login_row& row) {
  model::packer p;
  p.array(7).text(row.user).bytes(row.secret).bytes(row.previous).text(row.client);
  p.integer(row.made_at).integer(row.seen_at).integer(row.ends_at);
  return row_value(p);
}

std::optional<login_row> decode_login(std::string_view value) {
  row_reader in(value, 7);
  login_row row;
  row.user = in.text();
  row.secret = in.bytes();
  row.previous = in.bytes();
  row.client = in.text();
  row.made_at = in.integer();
  row.seen_at = in.integer();
  row.ends_at = in.integer();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string login_key(std::string_view user, std::uint64_t login) {
  return row_of(user, table::login).u64(login).str();
}

} // namespace snug::facets
