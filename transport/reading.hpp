#pragma once
#include "transport/peer.hpp"
#include <cstddef>
#include <utility>
#include <vector>

namespace snug::transport {

/// Peers whose sockets are read again within a turn. libwebsockets takes 272 bytes off a socket at a time (a
/// connection's receive buffer is that small), two or three commands; what a client sent in one go should
/// reach the actors in one go, and what that causes go out in one write. One shard's thread only.
class reading {
public:
  /// So much in one turn makes it likely that the socket holds more. Less isn't worth asking the kernel.
  static constexpr std::size_t a_lot = 64;
  /// Reads of one socket in one turn: 32 KiB. Its credits usually end it earlier.
  static constexpr unsigned most_reads = 128;

  /// `p` was heard in this turn, all in all `bytes` of a message or a piece of one.
  void heard(peer& p, std::size_t bytes) {
    if (bytes >= a_lot) again(p);
  }
  /// `p` has to be looked at: it wasn't read for a while.
  void again(peer& p) {
    if (p.ripe) return;
    p.ripe = true;
    ripe_.push_back(&p);
  }
  /// `p` goes away.
  void forget(peer& p) noexcept {
    if (!std::exchange(p.ripe, false)) return;
    for (auto*& other : ripe_)
      if (other == &p) other = nullptr;
    for (auto*& other : round_)
      if (other == &p) other = nullptr;
  }

  /// Calls `read(peer&)` for each in turn, so that none waits for another's many; those that bring something
  /// (`heard`) again, until none does or `more()` is false: the rest is first next time. `read` may make
  /// peers go away. True where one of the calls was.
  template <class Read, class More> bool go_on(Read&& read, More&& more) {
    bool any = false;
    for (unsigned i = 0; i < most_reads && !ripe_.empty() && more(); ++i) {
      round_.swap(ripe_);
      for (std::size_t k = 0; k < round_.size(); ++k) {
        if (!round_[k]) continue;
        round_[k]->ripe = false;
        any = read(*round_[k]) || any;
      }
      round_.clear();
    }
    return any;
  }
  /// Somebody waits to be read.
  [[nodiscard]] bool pending() const noexcept { return !ripe_.empty(); }

private:
  std::vector<peer*> ripe_;  ///< nullptr: went away
  std::vector<peer*> round_; ///< being read
};

} // namespace snug::transport
