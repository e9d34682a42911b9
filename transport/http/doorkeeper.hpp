#pragma once
#include "actors/model/identity.hpp"
#include "actors/model/result.hpp"
#include "store/ports/clock.hpp"
#include "transport/authenticator.hpp"
#include "transport/http/message.hpp"
#include <string_view>

namespace snug::transport::http {

/// Finds out who sends a request: by its `Authorization: Bearer` token, or as a guest where guests are
/// allowed. The one place that knows how a request proves who it comes from. Const; any thread.
class doorkeeper {
public:
  doorkeeper(const authenticator& who_is_it, const store::clock& clock)
    : who_is_it_(who_is_it)
    , clock_(clock) {}

  /// Whom a back end vouches for, by JSON of what a token would claim.
  [[nodiscard]] model::result<model::identity_ptr> vouched(std::string_view claims) const;
  /// An identity without a session, or why there is none.
  [[nodiscard]] model::result<model::identity_ptr> identify(const request& r) const;

  /// The token of an `Authorization: Bearer` header; "" where there is none.
  [[nodiscard]] static std::string_view bearer(const request& r) noexcept;

private:
  const authenticator& who_is_it_;
  const store::clock& clock_;
};

} // namespace snug::transport::http
