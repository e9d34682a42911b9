#include "transport/identity/identity_desk.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/identity_commands.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "transport/identity/secrets.hpp"
#include <algorithm>
#include <set>
#include <utility>

namespace snug::transport {

using facets::revocation_row;
using facets::revoked;
using model::error_code;

namespace {

constexpr std::size_t most_listed = 200;
constexpr std::size_t most_at_once = 16; ///< sessions ended in one transaction

model::failure refusal(error_code code, std::string message, std::string field = {}) {
  return {code, std::move(message), std::move(field), 0, {}};
}

model::failure not_allowed() { return refusal(error_code::forbidden, "only for those who manage users"); }
model::failure no_admin() { return refusal(error_code::forbidden, "only for administrators"); }
model::failure unreadable() { return {error_code::unavailable, "the store can't be read", {}, 1'000, {}}; }

/// Whose sessions a command is about; a refusal where that isn't for the one who asks.
model::result<std::string> subject_of(const model::command& c, std::string_view named) {
  if (named.empty() || named == c.who->user) return c.who->user;
  if (!c.who->manages_users()) return not_allowed();
  return std::string(named);
}

bool plain(std::string_view name) {
  const auto fits = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return std::ranges::all_of(name, fits);
}

/// The rows of `user` in table `t`, with the number that their keys end in.
template <class Visit>
void each_row(const model::row_source& rows, const std::string& user, model::table t, Visit visit) {
  const auto owner = model::key::make(model::partition_of(user), 0);
  rows.scan(model::row_key(owner, t).str(), model::row_key::end_of(owner, t), model::row_source::order::up,
            [&](std::string_view key, std::string_view value) {
              std::uint64_t id = 0;
              for (const char c : key.substr(key.size() - 8))
                id = (id << 8) | static_cast<unsigned char>(c);
              visit(id, value);
              return true;
            });
}

/// Calls `visit` with every session of `user`, ended ones too; `true` with a login that has none: whoever
/// logged in over HTTP and never connected.
template <class Visit>
void each_session(const model::row_source& rows, const std::string& user, Visit visit) {
  std::set<std::uint64_t> connected;
  each_row(rows, user, model::table::session, [&](std::uint64_t id, std::string_view value) {
    auto row = facets::decode_session(value);
    if (!row || row->user != user) return;
    connected.insert(row->login);
    visit(id, std::move(*row), false);
  });
  each_row(rows, user, model::table::login, [&](std::uint64_t id, std::string_view value) {
    auto login = facets::decode_login(value);
    if (!login || login->user != user || connected.contains(id)) return;
    facets::session_row row;
    row.user = user;
    row.client = std::move(login->client);
    row.seen_at = login->seen_at;
    row.expires_at = login->ends_at;
    row.login = id;
    visit(id, std::move(row), true);
  });
}

} // namespace

struct identity_desk::handler {
  std::string_view name;
  outcome (identity_desk::*answer)(const model::command&, const model::arguments&);
};

const identity_desk::handler identity_desk::handlers[] = {
    {"session.list", &identity_desk::list_sessions},
    {"session.end", &identity_desk::end_sessions},
    {"auth.revoke", &identity_desk::revoke},
    {"auth.ticket", &identity_desk::ticket},
    {"key.add", &identity_desk::add_key},
    {"key.list", &identity_desk::list_keys},
    {"key.revoke", &identity_desk::revoke_key},
};

void identity_desk::carry_out(model::command command, std::uint64_t address) {
  const auto& known = facets::command_registry::get().at(command.verb);
  const auto answer = [&](outcome what) { with_.out.reply({command.from, std::move(what)}); };
  if (!command.who && !known.strangers)
    return answer(refusal(error_code::unauthenticated, "say who you are first"));
  model::arguments args;
  if (auto wrong = model::read_arguments(command.data, known.spec->fields, args))
    return answer(model::refuse(std::move(*wrong)));
  note(command, args);
  if (with_.accounts.carry_out(command, args, address)) return;
  for (const auto& h : handlers) {
    if (h.name != known.spec->name) continue;
    auto done = (this->*h.answer)(command, args);
    if (!done || !done->empty()) answer(std::move(done));
    return;
  }
  answer(refusal(error_code::unknown_command, "no command of this name"));
}

/// Who asked for what, refused or not; never what is secret.
void identity_desk::note(const model::command& c, const model::arguments& a) const {
  const auto& spec = *facets::command_registry::get().at(c.verb).spec;
  const bool administrative = spec.name.starts_with("user.") || spec.name.starts_with("key.") ||
                              spec.name == "auth.revoke" || spec.name == "session.end";
  if (!with_.audit || !administrative || spec.name.ends_with(".list")) return;
  std::string line(c.who->user);
  line.append(" asks for ").append(spec.name);
  for (std::size_t i = 0; i < spec.fields.size(); ++i) {
    const auto& f = spec.fields[i];
    const bool shown = f.name == "user" || f.name == "id" || f.name == "name" || f.name == "scopes" ||
                       f.name == "token" || f.name == "reason" || f.name == "which";
    if (!shown || !a.has(i)) continue;
    line.append(", ").append(f.name).append(" ").append(a.text(i));
  }
  std::ranges::replace_if(
      line, [](unsigned char ch) { return ch < 0x20 || ch == 0x7f; }, '?');
  with_.audit(line);
}

void identity_desk::write(const model::command& c, model::command what) {
  what.from = c.from;
  with_.journal.submit(std::move(what));
}

// ---- revocation

identity_desk::outcome identity_desk::revoke(const model::command& c, const model::arguments& a) {
  using namespace facets;
  if (!c.who->manages_users()) return not_allowed();
  const auto now = with_.clock.wall_ms();
  const auto user = std::string(a.text(revoke_user));
  if (a.has(revoke_user) == a.has(revoke_token))
    return refusal(error_code::bad_request, "give either user or token", "user");
  revocation_row row;
  row.kind = a.has(revoke_user) ? revoked::user : revoked::token;
  row.subject = a.has(revoke_user) ? user : std::string(a.text(revoke_token));
  row.at = now;
  row.ends_at = a.has(revoke_ends) ? static_cast<std::int64_t>(a.uint(revoke_ends))
                                   : now + static_cast<std::int64_t>(with_.revocation_ms);
  row.reason = a.text(revoke_reason);
  if (row.ends_at <= now) return refusal(error_code::bad_request, "lies in the past", "expires");
  with_.stops.stop(c.from, user, {std::move(row)}, {}, {});
  return std::string{};
}

// ---- sessions

identity_desk::outcome identity_desk::list_sessions(const model::command& c, const model::arguments& a) {
  auto user = subject_of(c, a.text(facets::list_sessions_user));
  if (!user) return user.error();
  with_.reader.submit([this, from = c.from, who = c.who, user = *user](const store::snapshot& rows) {
    if (!rows.readable()) return with_.out.reply({from, unreadable()});
    std::vector<found_session> all;
    const auto now = with_.clock.wall_ms();
    each_session(rows, user, [&](std::uint64_t id, facets::session_row row, bool login_only) {
      if (row.expires_at > now) all.push_back({id, std::move(row), login_only});
    });
    std::ranges::sort(all, [](const auto& x, const auto& y) { return x.row.seen_at > y.row.seen_at; });
    if (all.size() > most_listed) all.resize(most_listed);
    with_.shards.call_the_roll(user, [this, from, who, all = std::move(all)](const auto& online) {
      model::packer p;
      p.map(1).text("sessions").array(static_cast<std::uint32_t>(all.size()));
      for (const auto& [id, row, login_only] : all) {
        p.map(6).text("session").uint(id).text("client").text(row.client);
        p.text("seen").integer(online.contains(id) ? with_.clock.wall_ms() : row.seen_at);
        p.text("expires").integer(row.expires_at);
        p.text("online").boolean(online.contains(id)).text("current");
        p.boolean(login_only ? id == who->login : id == who->session && id != 0);
      }
      with_.out.reply({from, std::move(p).str()});
    });
  });
  return std::string{};
}

identity_desk::outcome identity_desk::end_sessions(const model::command& c, const model::arguments& a) {
  using namespace facets;
  auto user = subject_of(c, a.text(end_user));
  if (!user) return user.error();
  if (a.has(end_session) == a.has(end_which))
    return refusal(error_code::bad_request, "give either session or which", "session");
  const auto which = a.text(end_which);
  if (which == "all") {
    revocation_row row;
    row.subject = *user;
    row.at = with_.clock.wall_ms();
    row.ends_at = row.at + static_cast<std::int64_t>(with_.revocation_ms);
    row.reason = "all sessions ended";
    with_.stops.stop(c.from, *user, {std::move(row)}, {}, model::packer{}.map(1).text("ended").uint(0).str());
    return std::string{};
  }
  const auto wanted = a.uint(end_session);
  with_.reader.submit([this, c, user = *user, wanted](const store::snapshot& rows) {
    if (!rows.readable()) return with_.out.reply({c.from, unreadable()});
    std::vector<found_session> ends;
    each_session(rows, user, [&](std::uint64_t id, facets::session_row row, bool login_only) {
      const bool own = id == (login_only ? c.who->login : c.who->session);
      if (wanted != 0 ? id == wanted : !own) ends.push_back({id, std::move(row), login_only});
    });
    if (wanted != 0 && ends.empty())
      return with_.out.reply({c.from, refusal(error_code::not_found, "no such session", "session")});
    end_these(c, user, ends);
  });
  return std::string{};
}

std::vector<revocation_row> identity_desk::ending(const std::string& user, const found_session& s) const {
  const auto now = with_.clock.wall_ms();
  const auto by_itself = now + static_cast<std::int64_t>(with_.resume_ms);
  std::vector<revocation_row> rows;
  const auto add = [&](revoked kind, std::string subject, std::int64_t ends) {
    rows.push_back({user, kind, std::move(subject), now, std::max(ends, now + 1), "session ended"});
  };
  add(revoked::session, std::to_string(s.id), std::max(by_itself, s.row.expires_at));
  const auto token_ends =
      s.row.token_ends != 0 ? s.row.token_ends : now + static_cast<std::int64_t>(with_.revocation_ms);
  if (s.row.login != 0)
    add(revoked::login, std::to_string(s.row.login), with_.accounts.tokens_end(now));
  else if (!s.row.token.empty() && !s.row.token.starts_with("key:"))
    add(revoked::token, s.row.token, token_ends);
  return rows;
}

/// In pieces: one transaction must not grow without a bound. The last one answers.
void identity_desk::end_these(const model::command& c, const std::string& user,
                              const std::vector<found_session>& which) {
  auto reply = model::packer{}.map(1).text("ended").uint(which.size()).str();
  if (which.empty()) return with_.out.reply({c.from, std::move(reply)});
  for (std::size_t at = 0; at < which.size(); at += most_at_once) {
    const auto end = std::min(which.size(), at + most_at_once);
    std::vector<revocation_row> rows;
    std::vector<model::command> more;
    for (auto i = at; i < end; ++i) {
      for (auto& row : ending(user, which[i])) {
        // The token may be the one that asks: then its session ends and it stays good.
        if (row.kind == revoked::token && row.subject == c.who->token && which[i].id != c.who->session)
          continue;
        if (row.kind == revoked::login && row.subject == std::to_string(c.who->login) &&
            which[i].id != c.who->session)
          continue;
        rows.push_back(std::move(row));
      }
      if (!which[i].login_only)
        more.push_back(facets::access_command(
            facets::erase_of(user, model::table::session, facets::number_rest(which[i].id))));
      if (which[i].row.login != 0)
        more.push_back(facets::access_command(
            facets::erase_of(user, model::table::login, facets::number_rest(which[i].row.login))));
    }
    // What comes first answers: the erasures say nothing, so they stand behind it.
    const auto to = end == which.size() ? c.from : model::return_address{};
    more.insert(more.begin(), facets::access_command(facets::change_of(rows.front()), reply));
    with_.stops.stop(to, user, std::move(rows), std::move(more), reply);
  }
}

// ---- tickets

identity_desk::outcome identity_desk::ticket(const model::command& c, const model::arguments&) {
  auto made = with_.tickets.issue(c.who, with_.clock.steady_ms());
  if (!made)
    return model::failure{
        error_code::rate_limited, "too many unused tickets", {}, with_.tickets.lives_ms(), {}};
  model::packer p;
  p.map(2).text("ticket").text(*made);
  p.text("expires").integer(with_.clock.wall_ms() + with_.tickets.lives_ms());
  return std::move(p).str();
}

// ---- keys

identity_desk::outcome identity_desk::add_key(const model::command& c, const model::arguments& a) {
  using namespace facets;
  if (!c.who->admin) return no_admin();
  const auto name = a.text(add_key_name);
  const auto may = model::parse_scopes(a.text(add_key_scopes));
  const auto now = with_.clock.wall_ms();
  if (!plain(name)) return refusal(error_code::bad_request, "must be of letters, digits, - _ .", "name");
  if (!may || may->empty())
    return refusal(error_code::bad_request, "must name some of publish, rooms, users, admin", "scopes");
  key_row row;
  row.user = "service:" + std::string(name);
  row.label = name;
  row.may = *may;
  row.made_at = now;
  row.ends_at = static_cast<std::int64_t>(a.uint(add_key_expires));
  if (row.ends_at != 0 && row.ends_at <= now)
    return refusal(error_code::bad_request, "lies in the past", "expires");
  const auto id = new_name(with_.random), secret = new_secret(with_.random);
  row.secret = access_book::kept_of(secret);
  auto reply = model::packer{}
                   .map(3)
                   .text("id")
                   .text(id)
                   .text("user")
                   .text(row.user)
                   .text("secret")
                   .text(access_book::text_of_key(id, secret))
                   .str();
  write(c, access_command(change_of(id, row), std::move(reply),
                          {access_condition::what::absent, {}, refusal(error_code::conflict, "try again")}));
  return std::string{};
}

identity_desk::outcome identity_desk::list_keys(const model::command& c, const model::arguments&) {
  if (!c.who->admin) return no_admin();
  const auto all = with_.book.keys();
  model::packer p;
  p.map(1).text("keys").array(static_cast<std::uint32_t>(all.size()));
  for (const auto& [id, row] : all) {
    p.map(row.ends_at != 0 ? 6 : 5)
        .text("id")
        .text(id)
        .text("user")
        .text(row.user)
        .text("name")
        .text(row.label);
    p.text("scopes").text(model::print(row.may)).text("made").integer(row.made_at);
    if (row.ends_at != 0) p.text("expires").integer(row.ends_at);
  }
  return std::move(p).str();
}

identity_desk::outcome identity_desk::revoke_key(const model::command& c, const model::arguments& a) {
  if (!c.who->admin) return no_admin();
  const auto id = std::string(a.text(facets::revoke_key_id));
  const auto row = with_.book.find_key(id);
  if (!row) return refusal(error_code::not_found, "no such key", "id");
  // The row's end is all that lasts; until it is on disk, this stops the key.
  const auto now = with_.clock.wall_ms();
  revocation_row stopped{row->user, revoked::token, access_book::token_of_key(id), now, 0, {}};
  auto erase = facets::access_command(
      facets::erase_of(row->user, model::table::api_key, id), {},
      {facets::access_condition::what::present, {}, refusal(error_code::not_found, "no such key", "id")});
  erase.hold = with_.book.begin(stopped);
  with_.shards.revoke(std::make_shared<const revocation_row>(std::move(stopped)));
  write(c, std::move(erase));
  return std::string{};
}

// ---- what has ended

void identity_desk::tidy() {
  with_.tickets.sweep(with_.clock.steady_ms());
  for (const auto& row : with_.book.take_ended(with_.clock.wall_ms()))
    with_.journal.submit(facets::access_command(facets::lift_of(row)));
}

} // namespace snug::transport
