#include "transport/authenticator.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "transport/signature.hpp"
#include <algorithm>
#include <memory>
#include <utility>

namespace snug::transport {

namespace {

constexpr std::string_view guest_prefix = "guest:";
/// Users that this server alone names.
constexpr std::string_view local_prefix = "local:";
constexpr std::string_view service_prefix = "service:";

/// A guest's id: short enough to be read aloud, long enough that nobody meets another's by chance.
std::string guest_id(std::uint64_t random) {
  constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id(guest_prefix);
  for (int i = 0; i < 12; ++i, random >>= 5)
    id.push_back(letters[random & 31]);
  return id;
}

/// The key that this server signs tokens of its own with; not the one that signs resume tokens.
std::string own_token_secret(std::string_view signing_secret) {
  return sign(signing_secret, "snug tokens of local accounts");
}

authenticator::rejection not_accepted() {
  return {model::close_code::unauthenticated, "the token is not accepted"};
}

} // namespace

authenticator::rules authenticator::rules::from(const config::options& options, std::string signing_secret,
                                                std::shared_ptr<const key_set> keys) {
  rules r;
  r.token = {std::move(keys),       own_token_secret(signing_secret), options.auth.issuer,
             options.auth.audience, options.auth.claims_in,           options.auth.leeway_ms};
  r.guests = options.auth.guests || options.dev;
  r.resume_ms = options.auth.resume_ms;
  r.signing_secret = std::move(signing_secret);
  return r;
}

void authenticator::replace(rules rules) {
  auto next = std::make_shared<const policy>(std::move(rules));
  const std::lock_guard lock(mutex_);
  policy_.swap(next);
}

std::shared_ptr<const authenticator::policy> authenticator::in_force() const {
  const std::lock_guard lock(mutex_);
  return policy_;
}

bool authenticator::presentable(std::string_view text, std::size_t max) noexcept {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (text.size() > max || std::any_of(text.begin(), text.end(), control)) return false;
  model::packer p;
  p.text(text);
  return !model::check_payload(p.str()); // the profile holds texts to UTF-8
}

std::variant<authenticator::admission, authenticator::rejection>
authenticator::admit(const credentials& given, std::int64_t now) const {
  const auto by = in_force();
  return given.token.empty() ? admit_guest(*by, given, now) : admit_token(*by, given, now);
}

std::variant<model::identity, authenticator::rejection>
authenticator::judge(const policy& by, std::string_view token, std::int64_t now) const {
  auto judged = by.tokens.verify(token, now);
  if (const auto* fault = std::get_if<token_fault>(&judged)) {
    refused_.say(describe(*fault), now);
    if (*fault == token_fault::expired)
      return rejection{model::close_code::token_expired, "the token has expired"};
    return not_accepted();
  }
  auto& claims = std::get<token_claims>(judged);
  const std::string_view user = claims.user;
  // Guests, services and local accounts are named by this server alone.
  const bool ours = user.starts_with(local_prefix);
  if (user.starts_with(guest_prefix) || user.starts_with(service_prefix) || ours != claims.own ||
      !presentable(user, max_user_bytes)) {
    refused_.say("the user (sub) is none that such a token may name", now);
    return not_accepted();
  }
  if (!presentable(claims.name, max_name_bytes)) claims.name.clear();
  model::identity who;
  who.user = std::move(claims.user);
  who.name = std::move(claims.name);
  who.expires_at = claims.expires_at;
  who.admin = claims.admin;
  who.issued_at = claims.issued_at;
  who.login = claims.login;
  who.token = std::move(claims.id);
  who.avatar = std::move(claims.avatar);
  who.attributes = std::move(claims.attributes);
  who.grants = std::move(claims.grants);
  return who;
}

std::variant<authenticator::admission, authenticator::rejection>
authenticator::admit_token(const policy& by, const credentials& given, std::int64_t now) const {
  auto judged = judge(by, given.token, now);
  if (auto* no = std::get_if<rejection>(&judged)) return std::move(*no);
  auto& who = std::get<model::identity>(judged);
  const auto before = read_resume_token(by.rule.signing_secret, given.resume, now);
  const bool resumed = before && !before->guest && before->user == who.user;
  if (resumed) who.session = before->session;
  return complete(by, std::move(who), resumed, now);
}

std::variant<model::identity_ptr, authenticator::rejection>
authenticator::renew(const model::identity& before, std::string_view token, std::int64_t now) const {
  auto judged = judge(*in_force(), token, now);
  if (auto* no = std::get_if<rejection>(&judged)) return std::move(*no);
  auto& who = std::get<model::identity>(judged);
  if (who.user != before.user) {
    refused_.say("a renewal for another user", now);
    return rejection{model::close_code::forbidden, "the token is another user's"};
  }
  who.session = before.session;
  return std::make_shared<const model::identity>(std::move(who));
}

std::variant<authenticator::admission, authenticator::rejection>
authenticator::admit_guest(const policy& by, const credentials& given, std::int64_t now) const {
  const auto before = read_resume_token(by.rule.signing_secret, given.resume, now);
  if (before && !before->guest)
    return rejection{model::close_code::unauthenticated,
                     "a resume token proves the session only: bring a token too"};
  if (!by.rule.guests)
    return rejection{model::close_code::unauthenticated, "no token, and guests are not allowed"};
  if (!presentable(given.name, max_name_bytes))
    return rejection{model::close_code::bad_request,
                     "name must be UTF-8 without control characters, at most 64 bytes"};

  model::identity who;
  who.guest = true;
  who.user = before ? before->user : guest_id(random_.next());
  who.name = !given.name.empty() || !before ? std::string(given.name) : before->name;
  if (before) who.session = before->session;
  return complete(by, std::move(who), before.has_value(), now);
}

authenticator::admission authenticator::complete(const policy& by, model::identity who, bool resumed,
                                                 std::int64_t now) const {
  if (!resumed) who.session = random_.next_id();
  admission out;
  out.resumed = resumed;
  out.resume_until = now + static_cast<std::int64_t>(by.rule.resume_ms);
  out.resume = issue_resume_token(by.rule.signing_secret,
                                  {who.session, who.user, who.name, who.guest, out.resume_until});
  out.who = std::make_shared<const model::identity>(std::move(who));
  return out;
}

} // namespace snug::transport
