#pragma once
#include "clients/cpp/loop.hpp"
#include "clients/cpp/session.hpp"
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace snug::test {

/// Two ordinary clients who talk in a room for as long as this lives, while something else happens to their
/// server: one says numbers, one after the other, the other listens.
class chatting_pair {
public:
  explicit chatting_pair(const std::string& url, std::string room = "lobby");
  ~chatting_pair();
  chatting_pair(const chatting_pair&) = delete;
  chatting_pair& operator=(const chatting_pair&) = delete;

  /// True as soon as the listener has heard something; at most 5 s.
  [[nodiscard]] bool start();

  struct outcome {
    std::uint64_t said = 0;    ///< acknowledged
    std::uint64_t refused = 0; ///< answered with an error
    std::uint64_t heard = 0;   ///< of those said, in order
    std::uint64_t wrong = 0;   ///< holes, doubles, messages out of order, connections lost
  };
  /// Ends the talk and waits until the listener has heard it all; at most 5 s.
  [[nodiscard]] outcome finish();
  [[nodiscard]] std::uint64_t said() const noexcept { return said_.load(); }

private:
  void talk();
  void heard(const client::incoming_event& event);

  std::string room_;
  std::atomic<bool> in_{false};
  std::atomic<bool> ends_{false};
  std::atomic<std::uint64_t> said_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> heard_{0};
  std::atomic<std::uint64_t> disorder_{0};
  client::loop loop_;
  client::session speaks_;
  client::session listens_;
  std::thread talking_;
};

} // namespace snug::test
