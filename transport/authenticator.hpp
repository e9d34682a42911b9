#pragma once
#include "actors/model/error.hpp"
#include "actors/model/identity.hpp"
#include "config/options.hpp"
#include "store/ports/random_source.hpp"
#include "transport/identity/access_book.hpp"
#include "transport/identity/ticket_box.hpp"
#include "transport/json_web_token.hpp"
#include "transport/resume_token.hpp"
#include "transport/setting.hpp"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace snug::transport {

/// Finds out who says hello: by a token, by a resume token, or as a guest (DESIGN §8). What was wrong with a
/// token goes to the log; the client hears that it isn't accepted. Const; any thread.
class authenticator {
public:
  struct rules {
    token_verifier::rules token;
    bool guests = false;                               ///< people without a token may come in
    std::uint64_t resume_ms = 7ull * 24 * 3600 * 1000; ///< how long a resume token is good for
    std::string signing_secret;                        ///< the store's; resume tokens live as long as it does

    /// `keys`: those of the configured files and of `auth.jwt_secret`.
    [[nodiscard]] static rules from(const config::options& options, std::string signing_secret,
                                    std::shared_ptr<const key_set> keys);
  };

  /// What it asks besides; all of it may be missing, and outlives it.
  struct company {
    const access_book* book = nullptr;                  ///< nullptr: no keys, and nothing is revoked
    ticket_box* tickets = nullptr;                      ///< nullptr: none is good
    std::function<void(std::string_view why)> log = {}; ///< hears why somebody was refused
  };

  authenticator(rules rules, store::random_source& random)
    : authenticator(std::move(rules), random, company()) {}
  authenticator(rules rules, store::random_source& random, company with)
    : random_(random)
    , book_(with.book)
    , tickets_(with.tickets)
    , log_(std::move(with.log))
    , policy_(std::make_shared<const policy>(std::move(rules))) {}

  /// Judges by other rules from now on; whoever is in stays in.
  void replace(rules rules);

  /// What hello brought; "" where it brought none.
  struct credentials {
    std::string_view token;
    std::string_view resume;
    std::string_view name;                 ///< what a guest wants to be called
    std::string_view ticket = {};          ///< of the address, where there is no token
    model::identity_ptr vouched = nullptr; ///< by a back end, where there is neither
    std::string_view device =
        {}; ///< whose session it goes on with, of this user, where no resume token says so
  };

  struct admission {
    model::identity_ptr who; ///< session id included
    bool resumed = false;    ///< the session is the resume token's
    std::string resume;      ///< a fresh resume token
    std::int64_t resume_until = 0;
  };

  /// Why not, and how the connection is to be closed.
  struct rejection {
    model::close_code close = model::close_code::unauthenticated;
    std::string reason;
  };

  /// `now`: wall clock, ms since 1970; `steady`: the steady one, for tickets.
  [[nodiscard]] std::variant<admission, rejection> admit(const credentials& given, std::int64_t now,
                                                         std::int64_t steady = 0) const;

  /// Who a request with this token or key comes from, without a session (HTTP). `now`: wall clock.
  [[nodiscard]] std::variant<model::identity_ptr, rejection> identify(std::string_view token,
                                                                      std::int64_t now) const;

  /// Whom a back end vouches for (`hooks.connect_url`): JSON of what a token would claim. Without a session.
  [[nodiscard]] std::variant<model::identity_ptr, rejection> vouch(std::string_view claims,
                                                                   std::int64_t now) const;

  /// A new token for a connection that stays open: who it is from now on, the same user and session.
  [[nodiscard]] std::variant<model::identity_ptr, rejection>
  renew(const model::identity& before, std::string_view token, std::int64_t now) const;

  /// A user id or display name that can be shown and stored: UTF-8 without control characters, at most `max`
  /// bytes.
  [[nodiscard]] static bool presentable(std::string_view text, std::size_t max) noexcept;

  static constexpr std::size_t max_user_bytes = 128;
  static constexpr std::size_t max_name_bytes = 64;

private:
  /// Rules with what is made of them once.
  struct policy {
    explicit policy(rules r)
      : tokens(r.token)
      , rule(std::move(r)) {}
    token_verifier tokens;
    rules rule;
  };
  [[nodiscard]] std::shared_ptr<const policy> in_force() const { return policy_.now(); }
  [[nodiscard]] std::variant<model::identity, rejection> judge(const policy& by, std::string_view token,
                                                               std::int64_t now) const;
  [[nodiscard]] std::variant<model::identity, rejection> person(token_claims claims) const;
  [[nodiscard]] std::variant<admission, rejection> admit_token(const policy& by, const credentials& given,
                                                               std::int64_t now) const;
  [[nodiscard]] std::variant<admission, rejection> admit_ticket(const policy& by, const credentials& given,
                                                                std::int64_t now, std::int64_t steady) const;
  [[nodiscard]] std::variant<admission, rejection>
  admit_known(const policy& by, model::identity who, const credentials& given, std::int64_t now) const;
  [[nodiscard]] std::variant<admission, rejection> admit_guest(const policy& by, const credentials& given,
                                                               std::int64_t now) const;
  [[nodiscard]] std::variant<admission, rejection> complete(const policy& by, model::identity who,
                                                            bool resumed, std::int64_t now) const;
  [[nodiscard]] bool stopped(const model::identity& who) const { return book_ && book_->stopped(who); }
  [[nodiscard]] rejection revoked() const;
  void say(std::string_view why) const;

  store::random_source& random_;
  const access_book* const book_;
  ticket_box* const tickets_;
  const std::function<void(std::string_view why)> log_;
  setting<policy> policy_;
};

} // namespace snug::transport
