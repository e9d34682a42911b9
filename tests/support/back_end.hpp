#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace snug::test {

/// What a hook sent.
struct hook_request {
  std::string path;
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
  /// Whether `Snug-Signature` is right for the body, by libsodium: another library than the server's.
  [[nodiscard]] bool signed_with(std::string_view secret) const;
};

/// A little HTTP server on a port of its own, a thread per connection: what a test's back end answers.
class back_end {
public:
  struct answer {
    int status = 200;
    std::string body = {};
    bool says_length = true; ///< false: it ends with the connection (HTTP/1.0)
  };
  using handler = std::function<answer(const hook_request&)>;
  explicit back_end(handler answers);
  ~back_end();
  back_end(const back_end&) = delete;
  back_end& operator=(const back_end&) = delete;

  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// Answers otherwise from now on.
  void answer_by(handler answers);

  /// All that came so far.
  [[nodiscard]] std::vector<hook_request> came() const;
  /// True where `count` requests have come in time.
  [[nodiscard]] bool wait_for(std::size_t count,
                              std::chrono::milliseconds within = std::chrono::seconds(10)) const;

private:
  void live();
  void serve(int fd);

  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  handler answers_;
  std::vector<hook_request> came_;
  std::vector<int> open_;
  std::vector<std::thread> serving_;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace snug::test
