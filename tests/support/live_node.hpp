#pragma once
#include "config/logging.hpp"
#include "config/shipped_kinds.hpp"
#include "tests/support/client_socket.hpp"
#include "tests/support/kept_lines.hpp"
#include "tests/support/test_certificate.hpp"
#include "transport/server/node.hpp"
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace snug::test {

/// A whole node in this process, on a port of its own, with its data in a folder that goes when this goes.
class live_node {
public:
  using change = std::function<void(config::options&)>;
  explicit live_node(const change& adjust = {})
    : log_({}, lines_) {
    std::signal(SIGPIPE, SIG_IGN); // as main does: peers go while the node writes to them
    std::string pattern = std::filesystem::temp_directory_path() / "snug-node-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    options_ = config::default_options();
    options_.auth.guests = true;
    options_.listen.port = 0;
    options_.store.directory = folder_ + "/data";
    options_.rooms.push_back({"lobby", "group", "public", {}});
    if (everything_over_tls()) serve_tls();
    if (adjust) adjust(options_);
    start();
  }
  ~live_node() {
    node_.reset();
    std::filesystem::remove_all(folder_);
  }
  live_node(const live_node&) = delete;
  live_node& operator=(const live_node&) = delete;

  void start() {
    auto started = server::node::start(options_, log_);
    if (!started) throw std::runtime_error(started.error().message);
    node_ = std::move(*started);
    options_.listen.port = node_->port(); // the same again after a restart
    if (const auto port = node_->tls_port(); port != 0) speak_tls_to(options_.tls.port = port);
  }
  /// Every node of this process serves TLS, and `port` is that of it: `SNUG_TEST_TLS=1`.
  [[nodiscard]] static bool everything_over_tls() { return std::getenv("SNUG_TEST_TLS") != nullptr; }
  /// Before the start: TLS is served, with a certificate of the folder.
  void serve_tls(const std::string& name = "own") {
    test_certificate::make(name).write(folder_, name);
    options_.tls.certificate = folder_ + "/" + name + ".crt";
    options_.tls.key = folder_ + "/" + name + ".key";
    options_.tls.port = 0;
  }
  void stop() { node_.reset(); }

  [[nodiscard]] server::node& operator*() noexcept { return *node_; }
  [[nodiscard]] server::node* operator->() noexcept { return node_.get(); }
  [[nodiscard]] config::options& options() noexcept { return options_; }
  [[nodiscard]] std::uint16_t port() const noexcept {
    return everything_over_tls() ? tls_port() : options_.listen.port;
  }
  [[nodiscard]] std::uint16_t tls_port() const noexcept { return options_.tls.port; }
  [[nodiscard]] std::string url() const { return "ws://127.0.0.1:" + std::to_string(options_.listen.port); }
  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  [[nodiscard]] std::string log() const { return lines_->text(); }

private:
  std::shared_ptr<kept_lines> lines_ = std::make_shared<kept_lines>();
  config::log_book log_;
  std::string folder_;
  config::options options_;
  std::unique_ptr<server::node> node_;
};

} // namespace snug::test
