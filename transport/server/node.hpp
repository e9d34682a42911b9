#pragma once
#include "actors/facets/rulebook.hpp"
#include "config/logging.hpp"
#include "config/options.hpp"
#include "store/due_runner.hpp"
#include "store/memory/memory_rooms.hpp"
#include "store/store.hpp"
#include "transport/authenticator.hpp"
#include "transport/desks.hpp"
#include "transport/http/router.hpp"
#include "transport/profile/profile_book.hpp"
#include "transport/server/caretaker.hpp"
#include "transport/server/hook_office.hpp"
#include "transport/server/identity_office.hpp"
#include "transport/server/node_figures.hpp"
#include "transport/server/operator_key.hpp"
#include "transport/server/system_clock.hpp"
#include "transport/server/system_random.hpp"
#include "transport/speech_table.hpp"
#include "transport/switchboard.hpp"
#include "transport/tls/certificates.hpp"
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace snug::server {

/// One snug process, or one of several in a test: wires everything and owns it. There are no globals; what a
/// part needs is handed to it here.
class node {
public:
  /// Opens the store, makes the configured rooms and starts to listen. The message of a failure is for the
  /// operator.
  /// `turned` is told by every shard's loop as it turns (`transport::node_parts`).
  [[nodiscard]] static model::result<std::unique_ptr<node>> start(
      const config::options& options, config::log_book& log,
      std::function<void(unsigned shard)> turned = [](unsigned) {});
  /// Stops without a drain if nobody drained it.
  ~node();
  node(const node&) = delete;
  node& operator=(const node&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return switchboard_->port(); }
  /// 0 where TLS isn't served.
  [[nodiscard]] std::uint16_t tls_port() const noexcept { return switchboard_->tls_port(); }

  /// Takes over what can be taken over while serving and logs what needs a restart.
  void reload(const config::options& read);

  /// Takes no new connections, tells everybody to come back later (4000), and returns when they are gone or
  /// `drain_ms` is over. Then everything submitted is on disk.
  void drain();

private:
  struct caf_settings : caf::actor_system_config {
    caf_settings();
  };

  node(const config::options& options, config::log_book& log);
  [[nodiscard]] store::trouble open(std::function<void(unsigned shard)> turned);
  [[nodiscard]] store::trouble make_rooms();
  [[nodiscard]] store::trouble read_profiles();
  [[nodiscard]] store::trouble make_authenticator();
  [[nodiscard]] store::trouble make_certificates();
  [[nodiscard]] store::trouble make_hooks();
  void judge_anew(const config::options& options);
  void look_at_key_files();
  [[nodiscard]] transport::tls::certificate::outcome read_certificate(const config::options& options);
  void certify_anew(const config::options& options);
  void look_at_certificate_files();
  [[nodiscard]] std::int64_t seconds() const { return clock_.wall_ms() / 1'000; }
  [[nodiscard]] std::function<void(model::rows&)> ensure(config::options wanted);
  void add_rooms(const std::vector<config::room_options>& before);
  void stop();

  config::options options_;
  config::log_book& log_book_;
  config::logger log_;
  system_clock clock_;
  system_random random_;
  /// The last is in force. Former ones stay: rooms that were made by them are awake.
  std::vector<std::unique_ptr<const facets::kinds>> kinds_;
  facets::rulebook rules_;
  caf_settings caf_settings_;
  caf::actor_system actors_;
  std::unique_ptr<store::store> store_;
  std::unique_ptr<store::memory_rooms> rooms_;
  std::unique_ptr<store::due_runner> due_;
  std::unique_ptr<transport::access_book> book_;
  std::unique_ptr<transport::ticket_box> tickets_;
  std::unique_ptr<transport::authenticator> who_is_it_;
  std::unique_ptr<transport::tls::certificates> certificates_; ///< nullptr: TLS isn't served
  std::unique_ptr<identity_office> office_;
  std::unique_ptr<transport::parcel_desk> parcels_;
  std::unique_ptr<hook_office> hooks_;
  std::unique_ptr<transport::desks> desks_;
  std::unique_ptr<operator_key> operator_;
  std::unique_ptr<node_figures> figures_;
  std::unique_ptr<transport::http::router> router_;
  profile::profile_book profiles_;
  std::unique_ptr<transport::speech_table> speeches_;
  transport::transport_settings settings_;
  std::unique_ptr<transport::switchboard> switchboard_;
  std::mutex judging_;            ///< SIGHUP and the caretaker may read keys at the same time
  config::options judged_by_;     ///< guarded by judging_: what the authenticator was last given
  std::string key_files_;         ///< guarded by judging_: what the files looked like then
  std::mutex certifying_;         ///< as judging_
  config::options certified_by_;  ///< guarded by certifying_: what certificate and key were last read by
  std::string certificate_files_; ///< guarded by certifying_: what the files looked like then
  std::int64_t certified_at_ = 0; ///< guarded by certifying_: steady ms
  std::unique_ptr<caretaker> caretaker_;
  bool stopped_ = false;
};

} // namespace snug::server
