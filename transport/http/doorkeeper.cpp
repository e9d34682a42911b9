#include "transport/http/doorkeeper.hpp"

namespace snug::transport::http {

std::string_view doorkeeper::bearer(const request& r) noexcept {
  constexpr std::string_view scheme = "Bearer ";
  const auto given = r.header("authorization");
  if (given.size() <= scheme.size() || !same_text(given.substr(0, scheme.size()), scheme)) return {};
  return given.substr(scheme.size());
}

model::result<model::identity_ptr> doorkeeper::vouched(std::string_view claims) const {
  auto judged = who_is_it_.vouch(claims, clock_.wall_ms());
  if (auto* who = std::get_if<model::identity_ptr>(&judged)) return std::move(*who);
  return model::failure{
      model::error_code::unauthenticated, std::get<authenticator::rejection>(judged).reason, {}, 0, {}};
}

model::result<model::identity_ptr> doorkeeper::identify(const request& r) const {
  const auto refusal = [](std::string why) {
    return model::failure{model::error_code::unauthenticated, std::move(why), {}, 0, {}};
  };
  const auto token = bearer(r);
  if (token.empty() && !r.header("authorization").empty())
    return refusal("Authorization must be Bearer and a token");
  if (!token.empty()) {
    auto judged = who_is_it_.identify(token, clock_.wall_ms());
    if (auto* who = std::get_if<model::identity_ptr>(&judged)) return std::move(*who);
    return refusal(std::get<authenticator::rejection>(judged).reason);
  }
  const auto judged = who_is_it_.admit({}, clock_.wall_ms());
  if (const auto* no = std::get_if<authenticator::rejection>(&judged)) return refusal(no->reason);
  auto who = *std::get<authenticator::admission>(judged).who;
  who.session = 0;
  // A guest is somebody else with every request: an id would promise a repeat that can't be recognised.
  if (!r.header("idempotency-key").empty())
    return refusal("Idempotency-Key needs a token: a guest isn't known again");
  return std::make_shared<const model::identity>(std::move(who));
}

} // namespace snug::transport::http
