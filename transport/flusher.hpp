#pragma once
#include "transport/peer.hpp"
#include "transport/wire.hpp"
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace snug::transport {

/// Writes what waits in outboxes: one gathered write per peer and turn, in the order in which peers got
/// something to say. Peers that wait with the same run of frames share the gathered bytes (in a busy room:
/// nearly all of them). One shard's thread only.
class flusher {
public:
  struct listener {
    std::function<void(peer&)>
        drained;                       ///< its outbox is empty again, and a subscription was waiting for that
    std::function<void(peer&)> broken; ///< its socket is dead
  };

  flusher(wire& wire, listener listener)
    : wire_(wire)
    , listener_(std::move(listener)) {}

  /// The most bytes of one write (the socket's `tx_packet_size`).
  static constexpr std::size_t gather_bytes = 65'536;

  /// `p` has something to say.
  void mark(peer& p) {
    if (p.dirty || p.clogged || p.doomed) return;
    p.dirty = true;
    dirty_.push_back(&p);
  }
  /// `p`'s socket takes bytes again.
  void writable(peer& p);
  /// Writes what waits for `p` without waiting for its turn.
  void flush_now(peer& p) { written_early_ += write_out(p); }
  /// `p` goes away.
  void forget(peer& p) noexcept;

  /// Writes until nothing is left or `more()` is false; the rest is first next time. Returns how many bytes
  /// went out.
  template <class More> std::size_t flush(More&& more) {
    std::size_t written = std::exchange(written_early_, 0);
    while (next_ < dirty_.size()) {
      auto* p = dirty_[next_++];
      if (p) {
        p->dirty = false;
        written += write_out(*p);
      }
      if (!more()) break;
    }
    end_of_slice();
    return written;
  }
  [[nodiscard]] bool pending() const noexcept { return next_ < dirty_.size(); }

  /// Peers whose sockets take nothing at the moment.
  [[nodiscard]] std::size_t clogged() const noexcept { return clogged_; }

  /// Gathered writes that used bytes another peer's had been gathered into.
  [[nodiscard]] std::uint64_t shared_runs() const noexcept { return shared_runs_; }

private:
  std::size_t write_out(peer& p);
  void set_clogged(peer& p, bool on) noexcept;
  [[nodiscard]] std::uint32_t run_length(const outbox& out) const noexcept;
  [[nodiscard]] std::string_view gather(const outbox& out, std::uint32_t frames);
  [[nodiscard]] bool same_run(const outbox& out, std::uint32_t frames) const noexcept;
  void end_of_slice() noexcept;

  wire& wire_;
  listener listener_;
  std::vector<peer*> dirty_; ///< nullptr: went away
  std::size_t next_ = 0;
  std::string scratch_;        ///< the bytes of `run_`
  std::vector<frame_ptr> run_; ///< owned, so that an address can't come to mean another frame
  std::size_t clogged_ = 0;
  std::size_t written_early_ = 0;
  std::uint64_t shared_runs_ = 0;
};

} // namespace snug::transport
