#pragma once
#include "transport/peer.hpp"
#include <string_view>

namespace snug::transport {

/// What the flusher needs of sockets. Called on the shard's thread, outside socket callbacks.
class wire {
public:
  virtual ~wire() = default;
  /// True where the socket took less than it was given and hasn't caught up: nothing may be written.
  [[nodiscard]] virtual bool clogged(const peer& p) const = 0;
  /// Writes `bytes` as they are; false where the socket is dead. What the socket doesn't take at once is kept
  /// below, and it is clogged then.
  [[nodiscard]] virtual bool write(peer& p, std::string_view bytes) = 0;
  /// Has `writable` called for `p` when it takes bytes again.
  virtual void call_when_writable(peer& p) = 0;
};

} // namespace snug::transport
