#include "transport/resume_token.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "transport/base64url.hpp"
#include "transport/signature.hpp"

namespace snug::transport {

namespace {

constexpr std::string_view prefix = "r1.";
constexpr std::size_t longest_token = 2'048;

std::optional<resume_claims> unpack(const std::string& bytes) {
  if (model::check_payload(bytes)) return std::nullopt;
  const model::value v(bytes);
  const auto session = v.at(0).uint();
  const auto user = v.at(1).text();
  const auto name = v.at(2).text();
  const auto guest = v.at(3).boolean();
  const auto expires = v.at(4).integer();
  if (!session || !user || !name || !guest || !expires) return std::nullopt;
  return resume_claims{*session, std::string(*user), std::string(*name), *guest, *expires};
}

} // namespace

std::string issue_resume_token(std::string_view secret, const resume_claims& claims) {
  model::packer p;
  p.array(5)
      .uint(claims.session)
      .text(claims.user)
      .text(claims.name)
      .boolean(claims.guest)
      .integer(claims.expires_at);
  auto token = std::string(prefix) + to_base64url(p.str());
  const auto signature = to_base64url(sign(secret, token));
  return token + "." + signature;
}

std::optional<resume_claims> read_resume_token(std::string_view secret, std::string_view token,
                                               std::int64_t now) {
  const auto dot = token.rfind('.');
  if (token.size() > longest_token || !token.starts_with(prefix) || dot == token.npos || dot < prefix.size())
    return std::nullopt;
  const auto signature = from_base64url(token.substr(dot + 1));
  if (!signature || !verify(secret, token.substr(0, dot), *signature)) return std::nullopt;
  const auto bytes = from_base64url(token.substr(prefix.size(), dot - prefix.size()));
  auto claims = bytes ? unpack(*bytes) : std::nullopt;
  if (!claims || claims->expires_at <= now) return std::nullopt;
  return claims;
}

} // namespace snug::transport
