#pragma once
#include "actors/model/payload.hpp"
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "store/ports/reader.hpp"
#include "transport/identity/guess_limits.hpp"
#include "transport/identity/own_tokens.hpp"
#include "transport/identity/passwords.hpp"
#include "transport/identity/revoker.hpp"
#include <cstdint>
#include <string>

namespace snug::transport {

/// Own accounts: logging in, going on, going; adding them and looking after them. Passwords are worked on by
/// `passwords`, rows are read by the reader pool, written by the journal. Any thread; doesn't block.
class account_desk {
public:
  struct settings {
    std::string own_secret;       ///< signs the tokens
    std::uint64_t access_ms = 0;  ///< how long a token is good
    std::uint64_t refresh_ms = 0; ///< how long a login lasts without being used
    std::uint64_t revocation_ms = 0;
  };
  /// All of it outlives the desk, and has stopped calling back before.
  struct parts {
    store::journal& journal;
    store::reader& reader;
    actors::fan_out& out;
    access_book& book;
    revoker& stops;
    passwords& hashes;
    guess_limits& guesses;
    const store::clock& clock;
    store::random_source& random;
  };
  account_desk(const parts& with, settings how)
    : with_(with)
    , how_(std::move(how)) {}

  /// False where the command is none of an account. `address`: of a stranger, 0 where it isn't counted.
  /// Answered exactly once.
  [[nodiscard]] bool carry_out(const model::command& command, const model::arguments& args,
                               std::uint64_t address);

  /// When the last token of a login that ends at `now` has run out, whatever leeway is configured: how long
  /// its revocation has to stand. Nobody gets new ones: its row is gone.
  [[nodiscard]] std::int64_t tokens_end(std::int64_t now) const noexcept;

private:
  struct handler;
  static const handler handlers[];
  using outcome = model::result<std::string>; ///< "" where the answer comes later

  outcome log_in(const model::command& c, const model::arguments& a, std::uint64_t address);
  outcome refresh(const model::command& c, const model::arguments& a, std::uint64_t address);
  outcome log_out(const model::command& c, const model::arguments& a, std::uint64_t address);
  outcome change_password(const model::command& c, const model::arguments& a, std::uint64_t address);
  outcome add(const model::command& c, const model::arguments& a, std::uint64_t address);
  outcome list(const model::command& c, const model::arguments& a, std::uint64_t address);
  outcome set_password(const model::command& c, const model::arguments& a, std::uint64_t address);
  outcome disable(const model::command& c, const model::arguments& a, std::uint64_t address);

  void reply(const model::return_address& to, outcome what);
  /// Reads the account and goes on with it, on a reader thread; nothing where it isn't there.
  using with_account = std::function<void(std::optional<facets::account_row>)>;
  void read_account(const model::return_address& to, const std::string& user, with_account then);
  void open_login(const model::return_address& to, const std::string& user,
                  const facets::account_row& account, const std::string& client);
  void go_on(const model::return_address& to, const refresh_token& given,
             const std::optional<facets::account_row>& account, const std::optional<facets::login_row>& row);
  [[nodiscard]] std::string tokens_for(const std::string& user, const facets::account_row& account,
                                       std::uint64_t login, const std::string& secret,
                                       std::int64_t now) const;
  void replace_password(const model::return_address& to, const std::string& user, std::string password,
                        const facets::account_row& before, bool stops_others);
  void write(const model::return_address& to, model::command what);

  const parts with_;
  const settings how_;
};

} // namespace snug::transport
