#pragma once
#include "transport/byte_budget.hpp"
#include "transport/message_piece.hpp"
#include "transport/peer.hpp"
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace snug::transport {

/// Messages whose end hasn't come. A long one takes its place in the byte budget before its bytes are there:
/// where there is none its peer waits, in the order they came. Three quarters of the budget are for these at
/// most; the rest is for the short commands of others, and a single message may have it all. One shard's
/// thread only; times are steady ms.
class partial_messages {
public:
  /// What a message may have without asking: most are shorter.
  static constexpr std::size_t unasked = 16u << 10;
  /// A message that has its place has to be there within this time, or its place is lost to others.
  static constexpr std::int64_t longest_ms = 30'000;

  explicit partial_messages(byte_budget& budget) noexcept
    : budget_(budget) {}

  /// Puts `piece` behind what came before it; `expected`: bytes that follow, as far as it is known. False
  /// where there is no room for those: the peer waits, and isn't to be read until `admit` names it.
  [[nodiscard]] bool add(peer& p, std::string_view piece, std::size_t expected);
  /// The message, whole by now. Its place comes free.
  [[nodiscard]] std::string take(peer& p);
  /// What came of its message is no longer wanted.
  void forget(peer& p);

  /// Calls `read(peer&)` for each that waited and has room now.
  template <class Read> void admit(std::int64_t now, Read&& read) {
    while (!waiting_.empty() && charge(*waiting_.front())) {
      auto& p = *waiting_.front();
      waiting_.pop_front();
      p.partial->waits = false;
      p.partial->since = now;
      p.partial->bytes.reserve(p.partial->expected);
      read(p);
    }
  }
  /// Those that had a place for too long. `forget` them.
  [[nodiscard]] std::vector<peer*> overdue(std::int64_t now) const;

  [[nodiscard]] bool waits(const peer& p) const noexcept { return p.partial && p.partial->waits; }

private:
  [[nodiscard]] bool charge(peer& p);

  byte_budget& budget_;
  std::size_t taken_ = 0;      ///< of the budget, by all of these
  std::deque<peer*> waiting_;  ///< for a place
  std::vector<peer*> charged_; ///< have one
};

} // namespace snug::transport
