#include "transport/server/serve_verb.hpp"
#include "config/load.hpp"
#include "transport/server/node.hpp"
#include "transport/server/service_manager.hpp"
#include "transport/server/watchdog.hpp"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <functional>
#include <iostream>
#include <memory>
#include <sys/resource.h>

namespace snug::server {

namespace {

/// The signals that mean something to a server; blocked in every thread, waited for by main.
sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int s : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&set, s);
  return set;
}

/// A descriptor for each connection and some to spare, as far as the system allows. No more than that: with
/// every socket that closes, libwebsockets (as Debian builds it) walks a table as long as this limit.
void raise_descriptor_limit(std::size_t connections) {
  constexpr rlim_t spare = 1'024;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, connections + spare);
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::string authority(const std::string& host, std::uint16_t port) {
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ':' + std::to_string(port);
}

void greet(const config::options& options, const node& running) {
  const auto& tls_host = options.tls.address.empty() ? options.listen.address : options.tls.address;
  std::cout << "snug " << SNUG_VERSION << " listens on ws://"
            << authority(options.listen.address, running.port()) << "/v1/socket\n";
  if (const auto port = running.tls_port(); port != 0)
    std::cout << "and under TLS on wss://" << authority(tls_host, port) << "/v1/socket\n";
  std::cout << "data in " << options.store.directory << '\n';
  if (options.dev)
    std::cout << "anybody on this machine may come in: snug chat lobby --name ada\n";
  else if (!options.auth.guests && options.auth.jwt_secret.empty() && options.auth.keys.empty())
    std::cout << "nobody can come in yet: set auth.jwt_secret or auth.keys, or auth.guests for guests\n";
  std::cout << std::flush;
}

config::loaded read(const config::cli_values& given) {
  auto loaded = config::load(config::process_sources(given));
  config::print_complaints(std::cerr, loaded.complaints);
  return loaded;
}

/// Serves until a signal ends it.
void serve(node& running, const config::cli_values& given, const sigset_t& signals) {
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) return;
    service_manager::reloading();
    if (const auto loaded = read(given); loaded.ok()) running.reload(loaded.options);
    service_manager::ready();
  }
}

int run(const config::cli_values& given) {
  const auto loaded = read(given);
  if (!loaded.ok()) return 2;
  const auto signals = our_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit(loaded.options.limits.connections);

  const auto& log = loaded.options.log;
  config::log_book book{{log.level, log.format, log.file}};
  if (!book.problem().empty()) std::cerr << book.problem() << '\n';
  std::function<void(unsigned)> turned = [](unsigned) {};
  if (const auto period = service_manager::watchdog_period()) {
    const auto loops = transport::transport_settings::from(loaded.options).shards;
    const auto dog = std::make_shared<watchdog>(loops, *period, &service_manager::alive);
    turned = [dog](unsigned shard) { dog->turned(shard); };
  }
  auto started = node::start(loaded.options, book, std::move(turned));
  if (!started) {
    std::cerr << "snug: " << started.error().message << '\n';
    return 1;
  }
  greet(loaded.options, **started);
  service_manager::ready();
  serve(**started, given, signals);
  service_manager::stopping();
  (*started)->drain();
  return 0;
}

} // namespace

void add_serve_verb(CLI::App& app, std::function<int()>& chosen) {
  auto* verb = app.add_subcommand("serve", "runs the server");
  auto given = std::make_shared<config::cli_values>();
  config::add_options(*verb, *given);
  verb->callback([given, &chosen] { chosen = [given] { return run(*given); }; });
}

} // namespace snug::server
