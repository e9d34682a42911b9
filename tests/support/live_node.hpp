#pragma once
#include "config/logging.hpp"
#include "config/shipped_kinds.hpp"
#include "tests/support/kept_lines.hpp"
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
  }
  void stop() { node_.reset(); }

  [[nodiscard]] server::node& operator*() noexcept { return *node_; }
  [[nodiscard]] server::node* operator->() noexcept { return node_.get(); }
  [[nodiscard]] config::options& options() noexcept { return options_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return options_.listen.port; }
  [[nodiscard]] std::string url() const { return "ws://127.0.0.1:" + std::to_string(port()); }
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
