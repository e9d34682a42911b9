#include "transport/authenticator.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "transport/identity/own_tokens.hpp"
#include "transport/identity/token_text.hpp"
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

/// The session that a user has on a device: the same each time, and nobody else's.
std::uint64_t session_of_device(std::string_view secret, std::string_view user, std::string_view device) {
  constexpr unsigned id_bits = 53; // what every client's numbers hold exactly
  std::string named = "device";
  for (const auto part : {user, device})
    named.append(1, '\0').append(part);
  std::uint64_t id = 0;
  for (const char c : sign(secret, named).substr(0, 8))
    id = id << 8 | static_cast<unsigned char>(c);
  return std::max<std::uint64_t>(id >> (64 - id_bits), 1);
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
  policy_.replace(std::make_shared<const policy>(std::move(rules)));
}

bool authenticator::presentable(std::string_view text, std::size_t max) noexcept {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (text.size() > max || std::any_of(text.begin(), text.end(), control)) return false;
  model::packer p;
  p.text(text);
  return !model::check_payload(p.str()); // the profile holds texts to UTF-8
}

std::variant<authenticator::admission, authenticator::rejection>
authenticator::admit(const credentials& given, std::int64_t now, std::int64_t steady) const {
  const auto by = in_force();
  if (!given.token.empty()) return admit_token(*by, given, now);
  if (given.ticket.empty() && given.vouched) {
    if (given.vouched->expires_at != 0 && given.vouched->expires_at <= now)
      return rejection{model::close_code::token_expired, "what the back end said has run out"};
    return admit_known(*by, *given.vouched, given, now);
  }
  return given.ticket.empty() ? admit_guest(*by, given, now) : admit_ticket(*by, given, now, steady);
}

std::variant<model::identity_ptr, authenticator::rejection> authenticator::identify(std::string_view token,
                                                                                    std::int64_t now) const {
  auto judged = judge(*in_force(), token, now);
  if (auto* no = std::get_if<rejection>(&judged)) return std::move(*no);
  auto& who = std::get<model::identity>(judged);
  if (stopped(who)) return revoked();
  return std::make_shared<const model::identity>(std::move(who));
}

std::variant<model::identity_ptr, authenticator::rejection> authenticator::vouch(std::string_view claims,
                                                                                 std::int64_t now) const {
  // Its signature is the connection it came on: issuer and audience are a token's business.
  token_verifier::rules plain;
  plain.leeway_ms = 0;
  rapidjson::Document said;
  token_claims read;
  if (!parse_claims(claims, said) || read_claims(said, plain, false, now, read)) {
    say("the connect hook's answer isn't what a token would claim");
    return not_accepted();
  }
  if (read.issued_at == 0) read.issued_at = now;
  auto who = person(std::move(read));
  if (auto* no = std::get_if<rejection>(&who)) return std::move(*no);
  auto& known = std::get<model::identity>(who);
  if (stopped(known)) return revoked();
  return std::make_shared<const model::identity>(std::move(known));
}

std::variant<model::identity, authenticator::rejection>
authenticator::judge(const policy& by, std::string_view token, std::int64_t now) const {
  if (book_ && access_book::looks_like_key(token)) {
    if (auto who = book_->key(token, now)) return std::move(*who);
    say("no such API key");
    return not_accepted();
  }
  auto judged = by.tokens.verify(token, now);
  if (const auto* fault = std::get_if<token_fault>(&judged)) {
    say(describe(*fault));
    if (*fault == token_fault::expired)
      return rejection{model::close_code::token_expired, "the token has expired"};
    return not_accepted();
  }
  return person(std::move(std::get<token_claims>(judged)));
}

/// Who claims that are true are about.
std::variant<model::identity, authenticator::rejection> authenticator::person(token_claims claims) const {
  const std::string_view user = claims.user;
  // Guests, services and local accounts are named by this server alone.
  const bool ours = user.starts_with(local_prefix);
  if (user.starts_with(guest_prefix) || user.starts_with(service_prefix) || ours != claims.own ||
      !presentable(user, max_user_bytes)) {
    say("the user (sub) is none that such a token may name");
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
  return admit_known(by, std::move(std::get<model::identity>(judged)), given, now);
}

std::variant<authenticator::admission, authenticator::rejection>
authenticator::admit_ticket(const policy& by, const credentials& given, std::int64_t now,
                            std::int64_t steady) const {
  const auto whose = tickets_ ? tickets_->take(given.ticket, steady) : nullptr;
  if (!whose) {
    say("no such ticket, or it was used");
    return rejection{model::close_code::unauthenticated, "the ticket is not accepted"};
  }
  auto who = *whose;
  who.session = 0;
  if (who.expires_at != 0 && who.expires_at <= now)
    return rejection{model::close_code::token_expired, "the token has expired"};
  return admit_known(by, std::move(who), given, now);
}

std::variant<authenticator::admission, authenticator::rejection>
authenticator::admit_known(const policy& by, model::identity who, const credentials& given,
                           std::int64_t now) const {
  const auto before = read_resume_token(by.rule.signing_secret, given.resume, now);
  bool resumed = before && before->guest == who.guest && before->user == who.user;
  if (resumed) who.session = before->session;
  if (!resumed && !given.device.empty()) {
    who.session = session_of_device(by.rule.signing_secret, who.user, given.device);
    resumed = true;
  }
  return complete(by, std::move(who), resumed, now);
}

std::variant<model::identity_ptr, authenticator::rejection>
authenticator::renew(const model::identity& before, std::string_view token, std::int64_t now) const {
  auto judged = judge(*in_force(), token, now);
  if (auto* no = std::get_if<rejection>(&judged)) return std::move(*no);
  auto& who = std::get<model::identity>(judged);
  if (who.user != before.user) {
    say("a renewal for another user");
    return rejection{model::close_code::forbidden, "the token is another user's"};
  }
  who.session = before.session;
  if (stopped(who)) return revoked();
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

std::variant<authenticator::admission, authenticator::rejection>
authenticator::complete(const policy& by, model::identity who, bool resumed, std::int64_t now) const {
  if (resumed && stopped(who)) {
    // Only the session may have been ended: a good token opens another.
    if (who.guest) return revoked();
    resumed = false;
  }
  if (!resumed) who.session = random_.next_id();
  if (stopped(who)) return revoked();
  admission out;
  out.resumed = resumed;
  out.resume_until = now + static_cast<std::int64_t>(by.rule.resume_ms);
  out.resume = issue_resume_token(by.rule.signing_secret,
                                  {who.session, who.user, who.name, who.guest, out.resume_until});
  out.who = std::make_shared<const model::identity>(std::move(who));
  return out;
}

authenticator::rejection authenticator::revoked() const {
  say("revoked");
  return {model::close_code::token_revoked, "the token has been revoked"};
}

void authenticator::say(std::string_view why) const {
  if (log_) log_(why);
}

} // namespace snug::transport
