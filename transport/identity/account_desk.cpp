#include "transport/identity/account_desk.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/identity_commands.hpp"
#include "actors/model/packer.hpp"
#include "transport/identity/secrets.hpp"
#include <algorithm>
#include <openssl/crypto.h>
#include <utility>

namespace snug::transport {

using facets::access_command;
using facets::access_condition;
using facets::account_row;
using facets::login_row;
using model::error_code;

namespace {

constexpr std::uint32_t busy_ms = 1'000;
constexpr std::int64_t grace_ms = 60'000; ///< a client that lost the answer to a refresh asks again
constexpr std::uint64_t default_page = 100;
constexpr std::int64_t most_leeway_ms = 600'000; ///< as config allows

model::failure refusal(error_code code, std::string message, std::string field = {}) {
  return {code, std::move(message), std::move(field), 0, {}};
}
model::failure busy() { return {error_code::unavailable, "too many log in at once", {}, busy_ms, {}}; }
model::failure wrong() { return refusal(error_code::unauthenticated, "wrong user or password"); }
model::failure no_login() { return refusal(error_code::unauthenticated, "log in again", "refresh"); }
model::failure no_user() { return refusal(error_code::not_found, "no such account", "user"); }
model::failure not_allowed() { return refusal(error_code::forbidden, "only for those who manage users"); }
model::failure changed() {
  return refusal(error_code::conflict, "the account was changed meanwhile", "user");
}

std::string id_of(std::string_view name) { return "local:" + std::string(name); }

bool plain(std::string_view name) {
  return std::ranges::all_of(name, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Only administrators look after administrators.
bool may_change(const model::identity& who, const account_row& account) {
  return who.admin || (who.manages_users() && !account.admin);
}

} // namespace

struct account_desk::handler {
  std::string_view name;
  outcome (account_desk::*answer)(const model::command&, const model::arguments&, std::uint64_t);
};

const account_desk::handler account_desk::handlers[] = {
    {"auth.login", &account_desk::log_in},
    {"auth.refresh", &account_desk::refresh},
    {"auth.logout", &account_desk::log_out},
    {"auth.password", &account_desk::change_password},
    {"user.add", &account_desk::add},
    {"user.list", &account_desk::list},
    {"user.passwd", &account_desk::set_password},
    {"user.disable", &account_desk::disable},
};

bool account_desk::carry_out(const model::command& c, const model::arguments& args, std::uint64_t address) {
  const auto name = facets::command_registry::get().at(c.verb).spec->name;
  for (const auto& h : handlers) {
    if (h.name != name) continue;
    auto done = (this->*h.answer)(c, args, address);
    if (!done || !done->empty()) reply(c.from, std::move(done));
    return true;
  }
  return false;
}

void account_desk::reply(const model::return_address& to, outcome what) {
  with_.out.reply({to, std::move(what)});
}

void account_desk::write(const model::return_address& to, model::command what) {
  what.from = to;
  with_.journal.submit(std::move(what));
}

void account_desk::read_account(const model::return_address& to, const std::string& user, with_account then) {
  with_.reader.submit([this, to, user, then = std::move(then)](const store::snapshot& rows) {
    if (!rows.readable())
      return reply(to, model::failure{error_code::unavailable, "the store can't be read", {}, busy_ms, {}});
    const auto row = rows.get(facets::account_key(user));
    then(row ? facets::decode_account(*row) : std::nullopt);
  });
}

std::int64_t account_desk::tokens_end(std::int64_t now) const noexcept {
  return now + static_cast<std::int64_t>(how_.access_ms) + most_leeway_ms;
}

// ---- coming in

account_desk::outcome account_desk::log_in(const model::command& c, const model::arguments& a,
                                           std::uint64_t address) {
  using namespace facets;
  const auto user = id_of(a.text(login_user));
  if (!with_.book.has_accounts()) return wrong();
  if (const auto wait = with_.guesses.take(user, address, with_.clock.steady_ms()))
    return model::failure{error_code::rate_limited, "too many wrong tries", {}, wait, {}};
  read_account(c.from, user,
               [this, to = c.from, user, address, password = std::string(a.text(login_password)),
                client = std::string(a.text(login_client))](std::optional<account_row> account) {
                 const auto kept = account && !account->disabled ? account->password : std::string{};
                 const bool taken = with_.hashes.check(
                     password, kept, [this, to, user, address, client, account](bool right) {
                       if (!right) return reply(to, wrong());
                       with_.guesses.give_back(user, address, with_.clock.steady_ms());
                       open_login(to, user, *account, client);
                     });
                 if (!taken) reply(to, busy());
               });
  return std::string{};
}

void account_desk::open_login(const model::return_address& to, const std::string& user,
                              const account_row& account, const std::string& client) {
  const auto now = with_.clock.wall_ms();
  const auto login = with_.random.next_id();
  const auto secret = new_secret(with_.random);
  login_row row{user,
                access_book::kept_of(secret),
                {},
                client,
                now,
                now,
                now + static_cast<std::int64_t>(how_.refresh_ms)};
  write(to, access_command(facets::change_of(login, row), tokens_for(user, account, login, secret, now)));
}

std::string account_desk::tokens_for(const std::string& user, const account_row& account, std::uint64_t login,
                                     const std::string& secret, std::int64_t now) const {
  const auto ends = now + static_cast<std::int64_t>(how_.access_ms);
  model::packer p;
  p.map(5).text("user").text(user);
  p.text("token").text(own_token(how_.own_secret, user, account, login, now, ends));
  p.text("expires").integer(ends).text("refresh").text(print(refresh_token{user, login, secret}));
  p.text("refresh_expires").integer(now + static_cast<std::int64_t>(how_.refresh_ms));
  return std::move(p).str();
}

// ---- going on, and going

account_desk::outcome account_desk::refresh(const model::command& c, const model::arguments& a,
                                            std::uint64_t) {
  const auto given = parse_refresh_token(a.text(facets::refresh_refresh));
  if (!given) return no_login();
  with_.reader.submit([this, to = c.from, given = *given](const store::snapshot& rows) {
    if (!rows.readable())
      return reply(to, model::failure{error_code::unavailable, "the store can't be read", {}, busy_ms, {}});
    const auto account = rows.get(facets::account_key(given.user));
    const auto login = rows.get(facets::login_key(given.user, given.login));
    go_on(to, given, account ? facets::decode_account(*account) : std::nullopt,
          login ? facets::decode_login(*login) : std::nullopt);
  });
  return std::string{};
}

void account_desk::go_on(const model::return_address& to, const refresh_token& given,
                         const std::optional<account_row>& account, const std::optional<login_row>& row) {
  const auto now = with_.clock.wall_ms();
  if (!account || account->disabled || !row || row->user != given.user || row->ends_at <= now)
    return reply(to, no_login());
  model::identity who; // what the user was given until then may have been taken back, this login included
  who.user = row->user;
  who.login = given.login;
  who.issued_at = row->made_at;
  if (with_.book.stopped(who)) return reply(to, no_login());
  const auto kept = access_book::kept_of(given.secret);
  const bool newest = same(kept, row->secret);
  const bool one_before = !row->previous.empty() && same(kept, row->previous);
  if (!newest && !one_before) return reply(to, no_login());
  // Somebody else has used it: one of the two is a thief, and nobody can say who.
  if (!newest && row->seen_at + grace_ms < now) {
    facets::revocation_row stolen{given.user, facets::revoked::login, std::to_string(given.login),
                                  now,        tokens_end(now),        "a refresh token was used twice"};
    auto erase =
        access_command(facets::erase_of(given.user, model::table::login, facets::number_rest(given.login)));
    with_.stops.stop({}, given.user, {std::move(stolen)}, {std::move(erase)}, {});
    return reply(to, no_login());
  }
  const auto secret = new_secret(with_.random);
  auto next = *row;
  next.previous = newest ? row->secret : row->previous;
  next.secret = access_book::kept_of(secret);
  next.seen_at = now;
  next.ends_at = now + static_cast<std::int64_t>(how_.refresh_ms);
  write(to, access_command(facets::change_of(given.login, next),
                           tokens_for(given.user, *account, given.login, secret, now),
                           {access_condition::what::same, encode(*row), no_login()}));
}

account_desk::outcome account_desk::log_out(const model::command& c, const model::arguments&, std::uint64_t) {
  const auto& who = *c.who;
  const auto now = with_.clock.wall_ms();
  const auto ends = now + static_cast<std::int64_t>(how_.revocation_ms);
  if (who.token.empty() || who.token.starts_with("key:"))
    return refusal(error_code::bad_request, "there is no token to give back");
  if (who.login == 0) {
    with_.stops.stop(c.from, who.user,
                     {{who.user, facets::revoked::token, who.token, now,
                       who.expires_at != 0 ? std::max(who.expires_at, now + 1) : ends, "logged out"}},
                     {}, {});
    return std::string{};
  }
  auto erase =
      access_command(facets::erase_of(who.user, model::table::login, facets::number_rest(who.login)));
  with_.stops.stop(
      c.from, who.user,
      {{who.user, facets::revoked::login, std::to_string(who.login), now, tokens_end(now), "logged out"}},
      {std::move(erase)}, {});
  return std::string{};
}

// ---- passwords

void account_desk::replace_password(const model::return_address& to, const std::string& user,
                                    std::string password, const account_row& before, bool stops_others) {
  const bool taken =
      with_.hashes.hash(std::move(password), [this, to, user, before, stops_others](std::string kept) {
        if (kept.empty()) return reply(to, busy());
        const auto now = with_.clock.wall_ms();
        auto next = before;
        next.password = std::move(kept);
        next.changed_at = now;
        auto put = access_command(facets::change_of(user, next), {},
                                  {access_condition::what::same, encode(before), changed()});
        if (!stops_others) return write(to, std::move(put));
        with_.stops.stop(to, user,
                         {{user, facets::revoked::user, user, now,
                           now + static_cast<std::int64_t>(how_.revocation_ms), "a new password was set"}},
                         {std::move(put)}, {});
      });
  if (!taken) reply(to, busy());
}

account_desk::outcome account_desk::change_password(const model::command& c, const model::arguments& a,
                                                    std::uint64_t address) {
  using namespace facets;
  const auto user = c.who->user;
  if (c.who->login == 0) return refusal(error_code::bad_request, "is no account of this server", "user");
  if (const auto wait = with_.guesses.take(user, address, with_.clock.steady_ms()))
    return model::failure{error_code::rate_limited, "too many wrong tries", {}, wait, {}};
  read_account(c.from, user,
               [this, to = c.from, user, address, old = std::string(a.text(password_old)),
                fresh = std::string(a.text(password_new))](std::optional<account_row> account) {
                 if (!account) return reply(to, no_user());
                 const bool taken = with_.hashes.check(
                     old, account->password, [this, to, user, address, fresh, account](bool right) {
                       if (!right) return reply(to, refusal(error_code::forbidden, "is wrong", "old"));
                       with_.guesses.give_back(user, address, with_.clock.steady_ms());
                       replace_password(to, user, fresh, *account, false);
                     });
                 if (!taken) reply(to, busy());
               });
  return std::string{};
}

account_desk::outcome account_desk::set_password(const model::command& c, const model::arguments& a,
                                                 std::uint64_t) {
  using namespace facets;
  if (!c.who->manages_users()) return not_allowed();
  const auto user = id_of(a.text(set_password_user));
  read_account(c.from, user,
               [this, to = c.from, who = c.who, user,
                password = std::string(a.text(set_password_password))](std::optional<account_row> account) {
                 if (!account) return reply(to, no_user());
                 if (!may_change(*who, *account)) return reply(to, not_allowed());
                 replace_password(to, user, password, *account, true);
               });
  return std::string{};
}

// ---- looking after them

account_desk::outcome account_desk::add(const model::command& c, const model::arguments& a, std::uint64_t) {
  using namespace facets;
  if (!c.who->manages_users() || (a.flag(add_user_admin) && !c.who->admin)) return not_allowed();
  const auto user = id_of(a.text(add_user_name));
  if (!plain(a.text(add_user_name)))
    return refusal(error_code::bad_request, "must be of letters, digits, - _ .", "user");
  account_row row;
  row.name = a.text(add_user_shown);
  row.avatar = a.text(add_user_avatar);
  row.attributes = a.raw(add_user_attributes);
  row.admin = a.flag(add_user_admin);
  row.made_at = row.changed_at = with_.clock.wall_ms();
  const auto put = [this, to = c.from, user](account_row made) {
    write(to,
          access_command(facets::change_of(user, made), model::packer{}.map(1).text("user").text(user).str(),
                         {access_condition::what::absent,
                          {},
                          refusal(error_code::conflict, "there is one of this name", "user")}));
  };
  if (!a.has(add_user_password)) {
    put(std::move(row));
    return std::string{};
  }
  const bool taken = with_.hashes.hash(std::string(a.text(add_user_password)),
                                       [this, to = c.from, put, row](std::string kept) mutable {
                                         if (kept.empty()) return reply(to, busy());
                                         row.password = std::move(kept);
                                         put(std::move(row));
                                       });
  if (!taken) return busy();
  return std::string{};
}

account_desk::outcome account_desk::list(const model::command& c, const model::arguments& a, std::uint64_t) {
  using namespace facets;
  if (!c.who->manages_users()) return not_allowed();
  const auto limit = a.has(list_users_limit) ? a.uint(list_users_limit) : default_page;
  with_.reader.submit([this, to = c.from, after = std::string(a.text(list_users_after)),
                       limit](const store::snapshot& rows) {
    if (!rows.readable())
      return reply(to, model::failure{error_code::unavailable, "the store can't be read", {}, busy_ms, {}});
    std::vector<std::pair<std::string, account_row>> page;
    bool more = false;
    const auto visit = [&](std::string_view key, std::string_view value) {
      auto row = decode_account(value);
      if (!row) return true;
      more = page.size() == limit;
      if (!more) page.emplace_back(key.substr(9), std::move(*row));
      return !more;
    };
    for (auto part = after.empty() ? 0u : model::partition_of(after); part < model::partition_count && !more;
         ++part) {
      const auto owner = model::key::make(part, 0);
      auto begin = model::row_key(owner, model::table::account).str();
      if (!after.empty() && part == model::partition_of(after)) begin += after + '\0';
      rows.scan(begin, model::row_key::end_of(owner, model::table::account), model::row_source::order::up,
                visit);
    }
    model::packer p;
    p.map(2).text("users").array(static_cast<std::uint32_t>(page.size()));
    for (const auto& [user, row] : page) {
      p.map(5).text("user").text(user).text("name").text(row.name).text("admin").boolean(row.admin);
      p.text("disabled").boolean(row.disabled).text("made").integer(row.made_at);
    }
    p.text("more").boolean(more);
    reply(to, std::move(p).str());
  });
  return std::string{};
}

account_desk::outcome account_desk::disable(const model::command& c, const model::arguments& a,
                                            std::uint64_t) {
  using namespace facets;
  if (!c.who->manages_users()) return not_allowed();
  const auto user = id_of(a.text(disable_user_user));
  const bool off = !a.has(disable_user_disabled) || a.flag(disable_user_disabled);
  read_account(c.from, user, [this, to = c.from, who = c.who, user, off](std::optional<account_row> account) {
    if (!account) return reply(to, no_user());
    if (!may_change(*who, *account)) return reply(to, not_allowed());
    const auto now = with_.clock.wall_ms();
    auto next = *account;
    next.disabled = off;
    next.changed_at = now;
    auto put = access_command(change_of(user, next), {},
                              {access_condition::what::same, encode(*account), changed()});
    // Let in again, it needs new tokens: those from before stay worth nothing.
    const auto ends = off ? 0 : now + static_cast<std::int64_t>(how_.revocation_ms);
    with_.stops.stop(to, user, {{user, revoked::user, user, now, ends, off ? "disabled" : "enabled again"}},
                     {std::move(put)}, {});
  });
  return std::string{};
}

} // namespace snug::transport
