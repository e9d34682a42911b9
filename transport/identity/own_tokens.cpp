#include "transport/identity/own_tokens.hpp"
#include "transport/base64url.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/signature.hpp"
#include <charconv>

namespace snug::transport {

namespace {

constexpr std::string_view prefix = "rt1.";

} // namespace

std::string own_token_secret(std::string_view signing_secret) {
  return sign(signing_secret, "snug tokens of local accounts");
}

std::string own_token(std::string_view own_secret, std::string_view user, const facets::account_row& account,
                      std::uint64_t login, std::int64_t now, std::int64_t ends_at) {
  std::string claims;
  dialect::json_writer json(claims);
  json.plain("{\"iss\":\"snug\",\"sub\":").text(user).plain(",\"login\":").uint(login);
  // iat in ms as a fraction of seconds: a revocation a moment later is told apart from one before.
  json.plain(",\"iat\":").number(static_cast<double>(now) / 1000.0);
  json.plain(",\"exp\":").integer(ends_at / 1000);
  if (!account.name.empty()) json.plain(",\"name\":").text(account.name);
  if (!account.avatar.empty()) json.plain(",\"avatar\":").text(account.avatar);
  if (!account.attributes.empty()) json.plain(",\"attributes\":").value(account.attributes);
  if (account.admin) json.plain(",\"admin\":true");
  json.plain("}");
  const auto front = to_base64url(R"({"alg":"HS256","typ":"JWT","kid":"snug"})") + "." + to_base64url(claims);
  return front + "." + to_base64url(sign(own_secret, front));
}

std::string print(const refresh_token& token) {
  return std::string(prefix) + to_base64url(token.user) + "." + std::to_string(token.login) + "." +
         token.secret;
}

std::optional<refresh_token> parse_refresh_token(std::string_view text) {
  if (text.size() > 1'024 || !text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  const auto first = text.find('.');
  const auto second = first == text.npos ? text.npos : text.find('.', first + 1);
  if (second == text.npos) return std::nullopt;
  refresh_token token;
  const auto user = from_base64url(text.substr(0, first));
  const auto number = text.substr(first + 1, second - first - 1);
  const auto end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, token.login);
  token.secret = text.substr(second + 1);
  if (!user || read.ec != std::errc() || read.ptr != end || token.secret.empty()) return std::nullopt;
  token.user = *user;
  return token;
}

} // namespace snug::transport
