#include "transport/server/identity_verbs.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "clients/console/json_text.hpp"
#include "clients/console/safe_text.hpp"
#include "config/load.hpp"
#include "config/quantity.hpp"
#include "transport/server/desk_call.hpp"
#include "transport/server/system_clock.hpp"
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <termios.h>
#include <tuple>
#include <unistd.h>
#include <vector>

namespace snug::server {

namespace {

/// What the command line gave a verb.
struct given {
  config::cli_values options;
  bool json = false;
  std::string subject; ///< a name or id
  std::string scopes;
  std::string expires; ///< a duration from now
  std::string shown;
  bool admin = false;
  bool no_password = false;
  std::vector<std::uint64_t> numbers;
};
using print = std::function<void(const model::value& reply)>;

std::string text_of(const model::value& map, std::string_view key) {
  return std::string(map.find(key).text().value_or(""));
}

void done(const model::value&) { std::cout << "done\n"; }

void print_new_key(const model::value& reply) {
  std::cout << "key " << text_of(reply, "id") << ", speaks as " << text_of(reply, "user") << '\n'
            << text_of(reply, "secret") << '\n'
            << "it is shown this once: give it to the back end as its bearer token\n";
}

void print_keys(const model::value& reply) {
  const auto keys = reply.find("keys");
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto key = keys.at(i);
    std::cout << text_of(key, "id") << "  " << text_of(key, "user") << "  " << text_of(key, "scopes") << '\n';
  }
}

void print_users(const model::value& reply) {
  const auto users = reply.find("users");
  for (std::size_t i = 0; i < users.size(); ++i) {
    const auto user = users.at(i);
    std::cout << text_of(user, "user");
    if (const auto name = text_of(user, "name"); !name.empty()) std::cout << "  " << name;
    if (user.find("admin").boolean().value_or(false)) std::cout << "  admin";
    if (user.find("disabled").boolean().value_or(false)) std::cout << "  disabled";
    std::cout << '\n';
  }
}

int call(const given& g, std::string_view command, const std::string& data, const print& show) {
  const auto loaded = config::load(config::process_sources(g.options));
  config::print_complaints(std::cerr, loaded.complaints);
  if (!loaded.ok()) return 2;
  const auto reply = call_desk(loaded.options, command, data);
  if (!reply) {
    const auto& why = reply.error();
    std::cerr << "snug: " << (why.field.empty() ? "" : why.field + " ") << why.message << '\n';
    return 1;
  }
  if (g.json)
    std::cout << console::to_json(model::value(*reply)) << '\n';
  else
    show(model::value(*reply));
  return 0;
}

/// A line from standard input; where that is a terminal, asked for and not shown.
std::optional<std::string> read_password() {
  termios before{};
  const bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    auto silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    std::cerr << "password: " << std::flush;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << '\n';
  }
  if (!read || line.empty()) return std::nullopt;
  return line;
}

int add_key(const given& g) {
  std::optional<std::int64_t> ends;
  if (!g.expires.empty()) {
    const auto lasts = config::parse_duration(g.expires);
    if (!lasts) {
      std::cerr << "snug: --expires must be a duration such as \"90d\", is " << g.expires << '\n';
      return 2;
    }
    ends = system_clock().wall_ms() + static_cast<std::int64_t>(*lasts);
  }
  model::packer p;
  p.map(ends ? 3 : 2).text("name").text(g.subject).text("scopes").text(g.scopes);
  if (ends) p.text("expires").integer(*ends);
  return call(g, "key.add", p.str(), print_new_key);
}

int add_user(const given& g) {
  std::optional<std::string> password;
  if (!g.no_password && !(password = read_password())) {
    std::cerr << "snug: no password came on standard input; --no-password makes an account without one\n";
    return 2;
  }
  model::packer p;
  p.map(3 + (password ? 1 : 0)).text("user").text(g.subject).text("name").text(g.shown);
  p.text("admin").boolean(g.admin);
  if (password) p.text("password").text(*password);
  return call(g, "user.add", p.str(), [](const model::value& r) { std::cout << text_of(r, "user") << '\n'; });
}

int set_password(const given& g) {
  const auto password = read_password();
  if (!password) {
    std::cerr << "snug: no password came on standard input\n";
    return 2;
  }
  return call(g, "user.passwd",
              model::packer{}.map(2).text("user").text(g.subject).text("password").text(*password).str(),
              done);
}

void print_hooks(const model::value& reply) {
  const auto events = reply.find("events");
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto event = events.at(i);
    std::cout << event.find("number").uint().value_or(0) << "  " << text_of(event, "event") << " in "
              << console::safe_text(text_of(event, "room"));
    if (const auto attempts = event.find("attempts").uint().value_or(0))
      std::cout << "  " << attempts << " attempts: " << console::safe_text(text_of(event, "why"));
    std::cout << '\n';
  }
  if (reply.find("more").boolean().value_or(false)) std::cout << "…\n";
}

int list_hooks(const given& g, std::string_view state) {
  return call(g, "hook.list", model::packer{}.map(2).text("state").text(state).text("limit").uint(64).str(),
              print_hooks);
}

/// `command` about the numbers that the command line gave.
int about_hooks(const given& g, std::string_view command) {
  model::packer p;
  p.map(1).text("numbers").array(static_cast<std::uint32_t>(g.numbers.size()));
  for (const auto number : g.numbers)
    p.uint(number);
  return call(g, command, p.str(), done);
}

int disable(const given& g, bool off) {
  return call(g, "user.disable",
              model::packer{}.map(2).text("user").text(g.subject).text("disabled").boolean(off).str(), done);
}

/// A verb; `subject`: what its argument is, nullptr: it takes none.
std::shared_ptr<given> add(CLI::App& to, const char* name, const char* help, const char* subject,
                           int& exit_code, std::function<int(const given&)> run, CLI::App** verb = nullptr) {
  auto* made = to.add_subcommand(name, help);
  auto g = std::make_shared<given>();
  config::add_options(*made, g->options);
  made->add_flag("--json", g->json, "print the reply as JSON");
  if (subject) made->add_option("subject", g->subject, subject)->required();
  made->callback([g, run = std::move(run), &exit_code] { exit_code = run(*g); });
  if (verb) *verb = made;
  return g;
}

void add_key_verbs(CLI::App& app, int& exit_code) {
  auto* key = app.add_subcommand("key", "API keys of back ends");
  key->require_subcommand(1);
  CLI::App* verb = nullptr;
  auto g = add(*key, "add", "makes a key", "its name: the key speaks as service:<name>", exit_code, add_key,
               &verb);
  verb->add_option("--scopes", g->scopes, "publish,rooms,users,admin: what it may do")->required();
  verb->add_option("--expires", g->expires, "a duration such as 90d; never where not given");
  add(*key, "list", "names every key", nullptr, exit_code,
      [](const given& v) { return call(v, "key.list", {}, print_keys); });
  add(*key, "revoke", "takes a key back, its open connections included", "the key's id", exit_code,
      [](const given& v) {
        return call(v, "key.revoke", model::packer{}.map(1).text("id").text(v.subject).str(), done);
      });
}

void add_user_verbs(CLI::App& app, int& exit_code) {
  auto* user = app.add_subcommand("user", "accounts of this server's own");
  user->require_subcommand(1);
  CLI::App* verb = nullptr;
  auto g = add(*user, "add", "makes an account; its password comes on standard input", "its name", exit_code,
               add_user, &verb);
  verb->add_option("--name", g->shown, "what others see");
  verb->add_flag("--admin", g->admin, "may do everything");
  verb->add_flag("--no-password", g->no_password, "nobody can log in yet");
  add(*user, "list", "names the accounts, 200 at most", nullptr, exit_code, [](const given& v) {
    return call(v, "user.list", model::packer{}.map(1).text("limit").uint(200).str(), print_users);
  });
  add(*user, "passwd", "sets a password, read from standard input", "the account's name", exit_code,
      set_password);
  add(*user, "disable", "keeps an account out, its open connections included", "the account's name",
      exit_code, [](const given& v) { return disable(v, true); });
  add(*user, "enable", "lets an account in again", "the account's name", exit_code,
      [](const given& v) { return disable(v, false); });
}

void add_hook_verbs(CLI::App& app, int& exit_code) {
  auto* hooks = app.add_subcommand("hooks", "events that the back end doesn't have yet, or wouldn't take");
  hooks->require_subcommand(1);
  add(*hooks, "list", "names those that were given up, 64 at most", nullptr, exit_code,
      [](const given& v) { return list_hooks(v, "dead"); });
  add(*hooks, "waiting", "names those that are still to be told, 64 at most", nullptr, exit_code,
      [](const given& v) { return list_hooks(v, "waiting"); });
  for (const auto& [name, command, help] :
       {std::tuple{"replay", "hook.replay", "tries events anew that were given up"},
        std::tuple{"drop", "hook.drop", "forgets events that were given up"}}) {
    CLI::App* verb = nullptr;
    auto g = add(
        *hooks, name, help, nullptr, exit_code,
        [command = std::string_view(command)](const given& v) { return about_hooks(v, command); }, &verb);
    verb->add_option("numbers", g->numbers, "their numbers, as `snug hooks list` shows them")->required();
  }
}

} // namespace

void add_identity_verbs(CLI::App& app, int& exit_code) {
  add_key_verbs(app, exit_code);
  add_user_verbs(app, exit_code);
  add_hook_verbs(app, exit_code);
}

} // namespace snug::server
