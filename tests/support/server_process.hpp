#pragma once
#include <csignal>
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace snug::test {

/// A real server in a process of its own, with its data in a folder that goes when this goes.
class server_process {
public:
  /// `program`: path of the `snug` binary. `configuration`: TOML, written to a file the server is given.
  explicit server_process(std::string program, std::string configuration = {},
                          std::vector<std::string> arguments = {});
  ~server_process();
  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;

  /// Starts it and waits until /ready answers 200. False where it doesn't within 10 s.
  [[nodiscard]] bool start();
  void signal(int number) const;
  /// Waits for its end; the exit code, or 128 + the signal that ended it.
  int wait();
  int stop() {
    signal(SIGTERM);
    return wait();
  }
  void kill() {
    signal(SIGKILL);
    wait();
  }

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] std::string url() const { return "ws://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  [[nodiscard]] std::string data() const { return folder_ + "/data"; }

  /// One HTTP request on a new connection; the whole answer, "" where there was none.
  [[nodiscard]] std::string http(const std::string& request) const;
  [[nodiscard]] std::string get(const std::string& path) const {
    return http("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
  }

private:
  std::string program_;
  std::vector<std::string> arguments_;
  std::string folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

/// A port nobody listens on at the moment.
[[nodiscard]] std::uint16_t free_port();

} // namespace snug::test
