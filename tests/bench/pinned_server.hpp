#pragma once
#include "clients/load/measure/process_meter.hpp"
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace snug::bench {

/// Ties the calling thread (and what it starts) to one core. False where there is no such core.
[[nodiscard]] bool pin_to_core(unsigned core);

/// A server in a process of its own on core 0, with a folder that goes when this goes. It is killed when this
/// process dies, however it dies.
class pinned_server {
public:
  /// How a server is started, given its port and a folder for its files.
  using command_line = std::function<std::vector<std::string>(std::uint16_t port, const std::string& folder)>;

  /// `parent`: where its folder is made; should be on a real disk.
  pinned_server(std::string parent, const command_line& words);
  ~pinned_server();
  pinned_server(const pinned_server&) = delete;
  pinned_server& operator=(const pinned_server&) = delete;

  /// Starts it and waits until it accepts connections. False where it doesn't within 10 s; `last_words` says
  /// more.
  [[nodiscard]] bool start();
  /// SIGTERM; `stop` waits for the end.
  void ask_to_stop() const;
  /// SIGTERM, then after 6 s SIGKILL. True where it ended by itself with exit code 0.
  bool stop();

  /// What is in it goes when this goes.
  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] load::process_meter meter() const noexcept { return load::process_meter(pid_); }
  /// The end of what it logged.
  [[nodiscard]] std::string last_words() const;

private:
  [[nodiscard]] bool accepts() const;

  std::string folder_;
  std::uint16_t port_;
  std::vector<std::string> words_;
  pid_t pid_ = -1;
};

} // namespace snug::bench
