#include "transport/server/node.hpp"
#include "config/reload.hpp"
#include "transport/server/build_time.hpp"
#include "transport/server/room_kinds.hpp"
#include <algorithm>
#include <set>
#include <utility>

namespace snug::server {

namespace {

store::log_sink log_of(const config::logger& log) {
  return [log](store::log_level level, std::string_view line) {
    // The store's lines begin with their component already: the logger's own name says the same.
    if (line.starts_with("store: ")) line.remove_prefix(7);
    switch (level) {
    case store::log_level::info:
      log->info("{}", line);
      break;
    case store::log_level::warning:
      log->warn("{}", line);
      break;
    case store::log_level::error:
      log->error("{}", line);
      break;
    }
  };
}

/// The configured rooms whose kind keeps nothing on disk, or all the others.
config::options with_rooms(config::options options, const facets::kinds& kinds, model::durability wanted) {
  std::erase_if(options.rooms, [&](const config::room_options& room) {
    const auto* kind = kinds.find(room.kind);
    return !kind || kind->durability != wanted;
  });
  return options;
}

} // namespace

node::caf_settings::caf_settings() {
  // Sharing sleeps when there is nothing to do; stealing spins (LIBRARY_FACTS A2).
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", std::size_t{1});
}

node::node(const config::options& options, config::log_book& log)
  : options_(options)
  , log_book_(log)
  , log_(log.component("node"))
  , rules_(*kinds_.emplace_back(std::make_unique<const facets::kinds>(kinds_of(options))))
  , actors_(caf_settings_)
  , settings_(transport::transport_settings::from(options)) {}

model::result<std::unique_ptr<node>> node::start(const config::options& options, config::log_book& log,
                                                 std::function<void(unsigned shard)> turned) {
  std::unique_ptr<node> made(new node(options, log));
  if (auto trouble = made->open(std::move(turned))) return std::move(*trouble);
  return made;
}

store::trouble node::open(std::function<void(unsigned shard)> turned) {
  auto with = store::settings_of(options_);
  with.built_at = build_time_ms();
  const auto store_log = log_of(log_book_.component("store"));
  auto opened = store::store::open(with, rules_, clock_, random_, store_log);
  if (!opened) return opened.error();
  store_ = std::move(*opened);
  switchboard_ = std::make_unique<transport::switchboard>(settings_);
  store_->add_listener(*switchboard_);
  rooms_ = std::make_unique<store::memory_rooms>(store_->writes(), store_->reads(), rules_, clock_, random_,
                                                 store_log);
  rooms_->add_listener(*switchboard_);
  if (auto trouble = make_rooms()) return trouble;
  store_->start();

  who_is_it_ = std::make_unique<transport::authenticator>(
      transport::authenticator::rules::from(options_, store_->signing_secret()), random_);
  figures_ = std::make_unique<node_figures>(*store_, *switchboard_, clock_, settings_.shards, with.map_bytes);
  router_ = std::make_unique<transport::http::router>(*figures_);
  const transport::node_parts parts{actors_,
                                    *rooms_,
                                    *rooms_,
                                    rules_,
                                    clock_,
                                    random_,
                                    *who_is_it_,
                                    *router_,
                                    log_book_.component("shard"),
                                    store_->stats().journal.last_commit,
                                    std::move(turned)};
  if (auto wrong = switchboard_->start(parts))
    return model::failure{model::error_code::unavailable, std::move(*wrong)};
  return std::nullopt;
}

store::trouble node::make_rooms() {
  if (auto trouble = store_->prepare(ensure(with_rooms(options_, *kinds_.back(), model::durability::disk))))
    return trouble;
  const auto passing = with_rooms(options_, *kinds_.back(), model::durability::none);
  std::set<std::string> names;
  for (const auto& room : passing.rooms)
    names.insert(room.name);
  return rooms_->prepare(names, ensure(passing));
}

std::function<void(model::rows&)> node::ensure(config::options wanted) {
  return [this, wanted = std::move(wanted)](model::rows& rows) {
    ensure_rooms(wanted, rules_, rows, clock_.wall_ms(), [this] { return random_.next_id(); });
  };
}

node::~node() { stop(); }

void node::reload(const config::options& read) {
  const auto changes = config::reload_difference(options_, read);
  if (changes.empty()) log_->info("reload: nothing has changed");
  for (const auto& change : changes) {
    if (change.live)
      log_->info("reload: {}", change.message);
    else
      log_->warn("reload: {}", change.message);
  }
  const auto before = std::exchange(options_, config::take_over(options_, read));
  log_book_.set_level(options_.log.level);
  who_is_it_->replace(transport::authenticator::rules::from(options_, store_->signing_secret()));
  switchboard_->take_limits(transport::transport_settings::from(options_));
  const auto of_kinds = [](const config::change& c) { return c.live && c.name.starts_with("kinds."); };
  if (std::ranges::any_of(changes, of_kinds))
    rules_.replace(*kinds_.emplace_back(std::make_unique<const facets::kinds>(kinds_of(options_))));
  if (options_.rooms.size() > before.rooms.size()) add_rooms(before.rooms);
}

void node::add_rooms(const std::vector<config::room_options>& before) {
  auto added = options_;
  std::erase_if(added.rooms, [&](const config::room_options& room) {
    return std::ranges::find(before, room.name, &config::room_options::name) != before.end();
  });
  if (const auto trouble = store_->amend(ensure(std::move(added))))
    log_->error("reload: the rooms could not be made: {}", trouble->message);
}

void node::drain() {
  log_->info("draining: clients have {} ms to go", options_.drain_ms);
  const auto left = switchboard_->drain(std::chrono::milliseconds(options_.drain_ms));
  if (left > 0) log_->warn("{} connections did not go by themselves", left);
}

void node::stop() {
  if (stopped_) return;
  stopped_ = true;
  // The journal first: what it still decides is told to shards that still run. Then sockets and actors.
  if (store_) store_->stop();
  if (switchboard_) switchboard_->stop();
}

} // namespace snug::server
