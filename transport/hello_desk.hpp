#pragma once
#include "actors/messages.hpp"
#include "store/ports/clock.hpp"
#include "transport/authenticator.hpp"
#include "transport/peer.hpp"
#include "transport/transport_settings.hpp"
#include <string>
#include <string_view>
#include <variant>

namespace snug::transport {

/// Reads a hello, has its credentials judged and prepares the answer. Const; any thread.
class hello_desk {
public:
  hello_desk(const transport_settings& settings, const authenticator& who_is_it, const store::clock& clock)
    : settings_(settings)
    , who_is_it_(who_is_it)
    , clock_(clock) {}

  struct welcome {
    actors::greeting greeting; ///< for the actors, the reply included
    bool heartbeat_events = false;
  };

  /// `came`: the handshake's token or ticket, which a token in `data` overrides. `data`: hello's fields, held
  /// to their table row.
  [[nodiscard]] std::variant<welcome, authenticator::rejection>
  greet(const model::return_address& from, const arrival& came, std::string_view data) const;

  /// A new token for `before`, and the reply to give.
  struct renewal {
    model::identity_ptr who;
    std::string reply;
  };
  [[nodiscard]] std::variant<renewal, authenticator::rejection> renew(const model::identity& before,
                                                                      std::string_view token) const;

private:
  [[nodiscard]] std::string answer(const authenticator::admission& in, std::int64_t now) const;

  const transport_settings& settings_;
  const authenticator& who_is_it_;
  const store::clock& clock_;
};

} // namespace snug::transport
