#pragma once
#include "transport/http/connection.hpp"
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace snug::transport::http {

/// TLS handshakes take so much of one turn of the loop and no more, so that many of them delay nobody's
/// messages; who comes later waits for a turn, in order. The loop's thread only.
class handshake_turns {
public:
  struct counts {
    std::uint64_t done = 0, resumed = 0, failed = 0;
  };

  /// A step of the connection's handshake; nothing where it has to wait for its turn.
  [[nodiscard]] std::optional<tls::stream::state> step(connection& c, channel& with);
  /// It has something to do besides, and takes its turn with the others.
  void wait(connection& c) { waiting_.push_back(&c); }
  void forget(connection& c) { std::erase(waiting_, &c); }
  /// Those who wait go on; once in each turn of the loop.
  void take();
  [[nodiscard]] bool pending() const noexcept { return !waiting_.empty(); }
  /// Since the start.
  [[nodiscard]] const counts& shaken() const noexcept { return shaken_; }

private:
  std::deque<connection*> waiting_;
  bool taking_ = false;
  std::chrono::nanoseconds spent_{0}; ///< in this turn
  counts shaken_;
};

} // namespace snug::transport::http
