#include "transport/server/node.hpp"
#include "actors/line_limit.hpp"
#include "config/reload.hpp"
#include "transport/server/book_loading.hpp"
#include "transport/server/build_time.hpp"
#include "transport/server/certificate_files.hpp"
#include "transport/server/heap_keeper.hpp"
#include "transport/server/key_files.hpp"
#include "transport/server/room_kinds.hpp"
#include <algorithm>
#include <set>
#include <sstream>
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
  if (auto trouble = read_profiles()) return trouble;
  auto with = store::settings_of(options_);
  with.built_at = build_time_ms();
  const auto store_log = log_of(log_book_.component("store"));
  auto opened = store::store::open(with, rules_, clock_, random_, store_log);
  if (!opened) return opened.error();
  store_ = std::move(*opened);
  switchboard_ = std::make_unique<transport::switchboard>(settings_);
  // The book first: whoever hears of a commit may ask it.
  book_ = std::make_unique<transport::access_book>();
  store_->add_listener(*book_);
  store_->add_listener(*switchboard_);
  rooms_ = std::make_unique<store::memory_rooms>(store_->writes(), store_->reads(), rules_, clock_, random_,
                                                 store_log);
  rooms_->add_listener(*switchboard_);
  due_ =
      std::make_unique<store::due_runner>(*rooms_, *rooms_, clock_, [this] { return store_->clock_wrong(); });
  store_->add_listener(*due_);
  rooms_->add_listener(*due_);
  if (auto trouble = load_book(store_->rows(), *book_)) return trouble;
  if (auto trouble = make_rooms()) return trouble;
  store_->start();

  tickets_ = std::make_unique<transport::ticket_box>(random_, options_.auth.ticket_ms);
  if (auto trouble = make_authenticator()) return trouble;
  if (auto trouble = make_certificates()) return trouble;
  office_ = std::make_unique<identity_office>(
      options_, identity_office::surroundings{
                    *rooms_, *rooms_, *switchboard_, *switchboard_, *book_, *tickets_, clock_, random_,
                    store_->signing_secret(),
                    [log = log_book_.component("audit")](std::string_view line) { log->info("{}", line); }});
  parcels_ = std::make_unique<transport::parcel_desk>(
      transport::parcel_desk::surroundings{*switchboard_, *switchboard_, clock_, settings_.node});
  switchboard_->set_parcels(*parcels_);
  store_->add_listener(*parcels_);
  rooms_->add_listener(*parcels_);
  if (auto trouble = make_hooks()) return trouble;
  desks_ = std::make_unique<transport::desks>(office_->desk(), *parcels_, hooks_->desk());
  figures_ = std::make_unique<node_figures>(*store_, *switchboard_, clock_, settings_.shards, with.map_bytes,
                                            hooks_->sender());
  router_ = std::make_unique<transport::http::router>(*figures_);
  const transport::node_parts parts{actors_,
                                    *rooms_,
                                    *rooms_,
                                    rules_,
                                    clock_,
                                    random_,
                                    *who_is_it_,
                                    *book_,
                                    office_->desk(),
                                    *desks_,
                                    *router_,
                                    log_book_.component("shard"),
                                    *speeches_,
                                    hooks_->rpc(),
                                    hooks_->connect(),
                                    certificates_.get(),
                                    store_->stats().journal.last_commit,
                                    store_->store_id(),
                                    std::move(turned)};
  if (auto wrong = switchboard_->start(parts))
    return model::failure{model::error_code::unavailable, std::move(*wrong)};
  hooks_->start();
  due_->start(); // when everybody who is to be told stands
  operator_ = std::make_unique<operator_key>(options_, port(), *book_, random_);
  if (!operator_->trouble().empty()) log_->warn("{}", operator_->trouble());
  caretaker_ = std::make_unique<caretaker>(std::vector<std::function<void()>>{
      [this] { look_at_key_files(); }, [this] { look_at_certificate_files(); },
      [this] { office_->desk().tidy(); }, [this] { parcels_->sweep(); },
      [this, heap = std::make_shared<heap_keeper>()] { heap->look(clock_.steady_ms()); }});
  return std::nullopt;
}

store::trouble node::read_profiles() {
  std::vector<config::complaint> complaints;
  profiles_ = profile::profile_book::read(options_.profiles, complaints);
  speeches_ = std::make_unique<transport::speech_table>(profiles_);
  if (complaints.empty()) return std::nullopt;
  std::ostringstream all;
  config::print_complaints(all, complaints);
  auto text = all.str();
  if (text.ends_with('\n')) text.pop_back();
  return model::failure{model::error_code::bad_request, std::move(text), {}, 0, {}};
}

store::trouble node::make_authenticator() {
  key_files_ = stamp_of_key_files(options_);
  judged_by_ = options_;
  const auto read = read_key_files(options_);
  if (!read.complaints.empty())
    return model::failure{model::error_code::bad_request, read.complaints.front()};
  for (const auto& remark : read.remarks)
    log_->info("auth.keys: {}, passed over", remark);
  // Nobody is to fill a disk by knocking.
  const auto limit = std::make_shared<actors::line_limit>(
      [log = log_book_.component("auth")](std::string_view why) { log->info("refused: {}", why); }, clock_,
      10);
  who_is_it_ = std::make_unique<transport::authenticator>(
      transport::authenticator::rules::from(options_, store_->signing_secret(), read.keys), random_,
      transport::authenticator::company{book_.get(), tickets_.get(),
                                        [limit](std::string_view why) { (*limit)(why); }});
  return std::nullopt;
}

/// Remembers what it was read by and when, and logs what is worth a remark.
transport::tls::certificate::outcome node::read_certificate(const config::options& options) {
  certified_by_ = options;
  certificate_files_ = stamp_of_certificate_files(options); // before they are read, as with keys
  certified_at_ = clock_.steady_ms();
  auto read = read_certificate_files(options, seconds());
  for (const auto& remark : read.remarks)
    log_->warn("{}", remark);
  return read;
}

store::trouble node::make_certificates() {
  auto read = read_certificate(options_);
  if (!read.complaints.empty())
    return model::failure{model::error_code::bad_request, read.complaints.front()};
  if (read.made) certificates_ = std::make_unique<transport::tls::certificates>(std::move(read.made));
  return std::nullopt;
}

/// A certificate that can't be used doesn't replace one that could. Connections keep the one they have.
void node::certify_anew(const config::options& options) {
  auto read = read_certificate(options);
  for (const auto& complaint : read.complaints)
    log_->error("{}; the certificate stays as it was", complaint);
  if (!read.made) return;
  log_->info("tls.certificate: {} is shown from now on", read.made->subject());
  certificates_->replace(std::move(read.made));
}

void node::look_at_certificate_files() {
  if (!certificates_) return;
  const std::lock_guard lock(certifying_);
  if (stamp_of_certificate_files(certified_by_) != certificate_files_) {
    log_->info("tls.certificate: a file has changed, certificate and key are read anew");
    return certify_anew(certified_by_);
  }
  // The key of session tickets goes with the certificate: read anew, it is another one.
  constexpr auto lifetime = transport::tls::certificate::ticket_seconds * 1'000;
  if (clock_.steady_ms() - certified_at_ < lifetime) return;
  certified_at_ = clock_.steady_ms();
  if (auto read = read_certificate_files(certified_by_, seconds()); read.made)
    certificates_->replace(std::move(read.made));
}

store::trouble node::make_hooks() {
  hooks_ = std::make_unique<hook_office>(hook_office::surroundings{
      *rooms_, *rooms_, *switchboard_, clock_, random_, store_->store_id(),
      [log = log_book_.component("hooks")](std::string_view line) { log->warn("{}", line); },
      [log = log_book_.component("audit")](std::string_view line) { log->info("{}", line); }});
  if (auto trouble = hooks_->take(options_.hooks); !trouble.empty())
    return model::failure{model::error_code::bad_request, std::move(trouble)};
  store_->add_listener(hooks_->sender());
  return std::nullopt;
}

/// Keys that can't be read don't replace those that could.
void node::judge_anew(const config::options& options) {
  judged_by_ = options;
  key_files_ = stamp_of_key_files(options); // before they are read: what changes meanwhile is seen next time
  const auto read = read_key_files(options);
  for (const auto& complaint : read.complaints)
    log_->error("{}; the keys stay as they were", complaint);
  for (const auto& remark : read.remarks)
    log_->info("auth.keys: {}, passed over", remark);
  if (!read.complaints.empty()) return;
  who_is_it_->replace(transport::authenticator::rules::from(options, store_->signing_secret(), read.keys));
}

void node::look_at_key_files() {
  const std::lock_guard lock(judging_);
  if (judged_by_.auth.keys.empty() || stamp_of_key_files(judged_by_) == key_files_) return;
  log_->info("auth.keys: a file has changed, the keys are read anew");
  judge_anew(judged_by_);
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
  {
    const std::lock_guard lock(judging_);
    judge_anew(options_);
  }
  if (certificates_ && !options_.tls.certificate.empty()) {
    const std::lock_guard lock(certifying_);
    certify_anew(options_);
  } else if (certificates_.operator bool() == options_.tls.certificate.empty()) {
    log_->warn("reload: tls.certificate: the port of TLS is opened and closed by a restart only");
  }
  if (const auto trouble = hooks_->take(options_.hooks); !trouble.empty())
    log_->error("reload: {}; hooks stay as they were", trouble);
  switchboard_->take_limits(transport::transport_settings::from(options_));
  // Which events a back end is told of stands in the kinds.
  const auto of_kinds = [](const config::change& c) {
    return c.live && (c.name.starts_with("kinds.") || c.name == "hooks.events" || c.name == "hooks.url");
  };
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
  caretaker_.reset();
  operator_.reset();
  if (office_) office_->close();
  // The journal first: what it still decides is told to shards that still run. Then sockets and actors.
  if (due_) due_->stop();
  if (hooks_) hooks_->stop();
  if (store_) store_->stop();
  if (switchboard_) switchboard_->stop();
}

} // namespace snug::server
