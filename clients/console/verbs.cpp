#include "clients/console/verbs.hpp"
#include <CLI/CLI.hpp>

namespace snug::console {
namespace {

void add_connection(CLI::App& verb, connect_options& into, bool identity) {
  verb.add_option("--url", into.url, "where the server listens")->envname("SNUG_URL")->capture_default_str();
  verb.add_flag("--json", into.json, "print JSON");
  verb.add_option("--timeout", into.timeout_ms, "ms to wait for the server")->capture_default_str();
  if (!identity) return;
  verb.add_option("--name", into.name, "what you are called as a guest");
  verb.add_option("--token", into.token, "a JWT that says who you are (snug token mint)")
      ->envname("SNUG_TOKEN");
}

} // namespace

verbs::verbs(const defaults& configured) {
  for (connect_options* options :
       {static_cast<connect_options*>(&chat_), static_cast<connect_options*>(&publish_),
        static_cast<connect_options*>(&history_), &status_})
    options->url = configured.url;
  configure(configured);
}

void verbs::configure(const defaults& configured) {
  const auto fill = [](std::string& into, const std::string& text) {
    if (into.empty()) into = text;
  };
  fill(token_.secret, configured.secret);
  fill(token_.issuer, configured.issuer);
  fill(token_.audience, configured.audience);
}

void verbs::add_to(CLI::App& app) {
  add_chat(app);
  add_publish(app);
  add_history(app);
  add_status(app);
  add_token(app);
}

std::optional<int> verbs::run() const {
  if (!chosen_) return std::nullopt;
  return chosen_();
}

void verbs::add_chat(CLI::App& app) {
  auto* verb = app.add_subcommand("chat", "Talk in a room");
  verb->add_option("room", chat_.room, "the room's name")->required();
  verb->add_option("--past", chat_.past, "messages shown when coming in")
      ->check(CLI::Range(0, 200))
      ->capture_default_str();
  verb->add_flag("--listen", chat_.listen, "without a terminal: go on when standard input ends");
  verb->add_option("--ack-timeout", chat_.ack_ms,
                   "without a terminal: ms to wait for acknowledgements at the end")
      ->capture_default_str();
  add_connection(*verb, chat_, true);
  verb->callback([this] { chosen_ = [this] { return chat(chat_); }; });
}

void verbs::add_publish(CLI::App& app) {
  auto* verb = app.add_subcommand("publish", "Send one event or message to a room");
  verb->add_option("room", publish_.room, "the room's name")->required();
  verb->add_option("data", publish_.data, "the message's text, or with --event its data as JSON or text")
      ->required();
  verb->add_option("--event", publish_.event, "the event's name; without it a chat message is sent");
  verb->add_option("--key", publish_.key, "a newer event of this key replaces an older one still waiting");
  verb->add_flag("--durable", publish_.durable, "keep the event in the room's log");
  verb->add_flag("--retain", publish_.retain, "late comers get the last one");
  add_connection(*verb, publish_, true);
  verb->callback([this] { chosen_ = [this] { return publish(publish_); }; });
}

void verbs::add_history(CLI::App& app) {
  auto* verb = app.add_subcommand("history", "Print what was said in a room");
  verb->add_option("room", history_.room, "the room's name")->required();
  verb->add_option("--limit", history_.limit, "events at most")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  auto* before = verb->add_option("--before", before_, "only offsets below");
  auto* after = verb->add_option("--after", after_, "only offsets above");
  add_connection(*verb, history_, true);
  verb->callback([this, before, after] {
    if (before->count() != 0) history_.before = before_;
    if (after->count() != 0) history_.after = after_;
    chosen_ = [this] { return history(history_); };
  });
}

void verbs::add_status(CLI::App& app) {
  auto* verb = app.add_subcommand("status", "Ask a running server how it is");
  add_connection(*verb, status_, false);
  verb->callback([this] { chosen_ = [this] { return status(status_); }; });
}

void verbs::add_token(CLI::App& app) {
  auto* group = app.add_subcommand("token", "Tokens for users");
  group->require_subcommand(1);
  auto* verb = group->add_subcommand("mint", "Make a token for a user, signed with the configured secret");
  verb->add_option("user", token_.user, "the user's id (sub)")->required();
  verb->add_option("--name", token_.name, "what others see");
  verb->add_option("--secret", token_.secret, "instead of the configured auth.jwt_secret")
      ->envname("SNUG_AUTH_JWT_SECRET");
  verb->add_option("--issuer", token_.issuer, "iss");
  verb->add_option("--audience", token_.audience, "aud");
  verb->add_option("--avatar", token_.avatar, "address of a picture");
  verb->add_flag("--admin", token_.admin, "may do everything");
  verb->add_option("--room", token_.rooms, "NAME=ROLE: a role in a room, or with NAME* in all that begin so");
  verb->add_option("--lasts", token_.lasts_s, "seconds until it expires")
      ->check(CLI::Range(1, 315'360'000))
      ->capture_default_str();
  verb->callback([this] { chosen_ = [this] { return token(token_); }; });
}

} // namespace snug::console
