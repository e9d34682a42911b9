#pragma once
#include <cstdint>
#include <string_view>

namespace snug::transport {

struct peer;

/// What carries the frames of peers that have no socket of their own, as several of them may share one, and
/// as it may be no socket but polls. Its loop's thread, outside socket callbacks.
class carrier {
public:
  virtual ~carrier() = default;
  /// True where nothing may be written at the moment.
  [[nodiscard]] virtual bool clogged() const = 0;
  /// Whole frames of a WebSocket; false where the other side is gone.
  [[nodiscard]] virtual bool write(std::string_view frames) = 0;
  /// Has `writable` called for `p` when it takes bytes again.
  virtual void call_when_writable(peer& p) = 0;
  /// Stops or resumes reading: what comes may be for `p`.
  virtual void read(peer& p, bool on) = 0;
  /// Bytes that wait for the other side: where the number changes, it takes something.
  [[nodiscard]] virtual std::uint32_t unsent() const = 0;
  /// `p` is to go now.
  virtual void end(peer& p) = 0;
};

} // namespace snug::transport
