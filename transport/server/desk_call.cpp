#include "transport/server/desk_call.hpp"
#include "actors/facets/command_registry.hpp"
#include "clients/console/one_call.hpp"
#include "store/store.hpp"
#include "transport/hooks/hook_desk.hpp"
#include "transport/server/book_loading.hpp"
#include "transport/server/identity_office.hpp"
#include "transport/server/operator_key.hpp"
#include "transport/server/room_kinds.hpp"
#include "transport/server/system_clock.hpp"
#include "transport/server/system_random.hpp"
#include <future>
#include <iostream>
#include <memory>

namespace snug::server {

namespace {

constexpr std::uint32_t patience_ms = 10'000;

model::failure failed(std::string message) {
  return {model::error_code::unavailable, std::move(message), {}, 0, {}};
}

/// Takes the one reply that is waited for; there are no sockets.
class one_reply final : public actors::fan_out, public transport::everywhere, public store::commit_listener {
public:
  [[nodiscard]] std::future<model::result<std::string>> expected() { return promise_.get_future(); }

  void reply(model::reply r) override {
    if (!r.to.nobody()) promise_.set_value(std::move(r.outcome));
  }
  void post(std::shared_ptr<const model::ephemeral_event>, std::uint64_t) override {}
  void tell(const model::return_address&, std::shared_ptr<const model::ephemeral_event>) override {}
  void subscribe(actors::subscription_request) override {}
  void unsubscribe(const model::return_address&, model::key) override {}
  void attend(const model::return_address&, model::key, std::uint64_t) override {}
  void hold(const model::return_address&, model::key) override {}
  void lift(const model::return_address&, model::key) override {}
  void greeted(const model::return_address&, model::identity_ptr) override {}
  void close(const model::return_address&, model::close_code, std::string) override {}
  void revoke(std::shared_ptr<const facets::revocation_row>) override {}
  void call_the_roll(std::string, transport::roll_call::answer done) override { done({}); }
  void committed(const store::commit_group_ptr& group) noexcept override {
    for (const auto& outcome : group->outcomes)
      reply(outcome.reply);
  }

private:
  std::promise<model::result<std::string>> promise_;
};

model::result<std::string> call_server(const operator_key::access& at, std::string_view command,
                                       const std::string& data) {
  console::connect_options how;
  how.url = at.url;
  how.token = at.key;
  how.timeout_ms = patience_ms;
  auto answer = console::one_call(how, std::string(command), {}, data, false);
  if (!answer) return answer.error();
  return std::move(answer->data);
}

model::result<std::string> call_store(store::store& rows, const config::options& options,
                                      transport::access_book& book, one_reply& out,
                                      const facets::rulebook& rules, const store::clock& clock,
                                      store::random_source& random, std::string_view command,
                                      const std::string& data) {
  transport::ticket_box tickets(random, options.auth.ticket_ms);
  identity_office office(
      options,
      {rows.writes(), rows.reads(), out, out, book, tickets, clock, random, rows.signing_secret(), {}});
  auto answer = out.expected();
  model::identity who;
  who.user = "service:operator";
  who.admin = true;
  model::command c;
  c.from = {0, 0, 0, 1, 1};
  c.who = std::make_shared<const model::identity>(std::move(who));
  c.verb = *facets::command_registry::get().find(command);
  c.data = data;
  const auto lane = facets::command_registry::get().at(c.verb).spec->way;
  transport::hooks::hook_desk hooks(rows.writes(), out);
  if (lane == model::lane::read)
    rows.reads().submit([&rules, &clock, &out, c](const store::snapshot& at) {
      out.reply({c.from, rules.read(c, at, clock.wall_ms())});
    });
  else if (command.starts_with("hook."))
    hooks.carry_out(std::move(c));
  else
    office.desk().carry_out(std::move(c));
  const bool came = answer.wait_for(std::chrono::milliseconds(patience_ms)) == std::future_status::ready;
  office.close();
  rows.stop();
  if (!came) return failed("the store didn't answer in time");
  return answer.get();
}

} // namespace

model::result<std::string> call_desk(const config::options& options, std::string_view command,
                                     const std::string& data) {
  const system_clock clock;
  system_random random;
  const auto kinds = kinds_of(options);
  const facets::rulebook rules(kinds);
  const auto log = [](store::log_level level, std::string_view line) {
    if (level != store::log_level::info) std::cerr << line << '\n';
  };
  auto opened = store::store::open(store::settings_of(options), rules, clock, random, log);
  if (!opened) {
    const auto at = operator_key::read(options.store.directory);
    if (opened.error().code == model::error_code::conflict && at) return call_server(*at, command, data);
    return opened.error();
  }
  transport::access_book book;
  one_reply out;
  (*opened)->add_listener(book);
  (*opened)->add_listener(out);
  if (auto trouble = load_book((*opened)->rows(), book)) return *trouble;
  (*opened)->start();
  return call_store(**opened, options, book, out, rules, clock, random, command, data);
}

} // namespace snug::server
