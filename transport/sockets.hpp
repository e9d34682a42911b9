#pragma once
#include "transport/channel.hpp"
#include "transport/secure_socket.hpp"
#include "transport/socket_events.hpp"
#include "transport/wire.hpp"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <uv.h>

struct lws_context;

namespace snug::transport {

/// A shard's libwebsockets context on the shard's own loop: the only place that knows that library. Takes
/// sockets whose client asked for a WebSocket, and hands on what happens to peers. Those under TLS are served
/// beside the library. Peers whose socket is a stream over HTTP are reached here as well. The loop's thread
/// only.
class sockets final : public wire {
public:
  using events = socket_events;

  sockets(uv_loop_t& loop, events& events);
  ~sockets() override;
  sockets(const sockets&) = delete;
  sockets& operator=(const sockets&) = delete;

  /// False where the library could not start.
  [[nodiscard]] bool good() const noexcept { return context_ != nullptr; }

  /// Goes on with a socket that a handshake was read from: `read` is that, and whatever came behind it. Where
  /// it fails the socket is closed, and `left` says so.
  void adopt(channel socket, std::string_view read, std::unique_ptr<arrival> came);

  [[nodiscard]] bool clogged(const peer& p) const override;
  [[nodiscard]] bool write(peer& p, std::string_view bytes) override;
  void call_when_writable(peer& p) override;

  /// Stops or resumes reading. May be called inside the library's callbacks. What the library holds of a
  /// socket that is read again is told by `read_more` at the latest.
  void read(peer& p, bool on);
  /// Reads a little more, where something is there: what it brings is told as ever, and the connection may
  /// end in it. False where there was nothing. Not inside the library's callbacks.
  bool read_more(peer& p);
  /// Ends the connection now; `closed` is called in it. Not inside the library's callbacks.
  void end(peer& p);
  /// Bytes the kernel holds for the receiver: where the number changes, the receiver takes something.
  [[nodiscard]] std::uint32_t unsent(const peer& p) const;

  /// Closes every connection; the loop has to turn until it has nothing to do, then `shut` again
  /// (LIBRARY_FACTS B1).
  void shut();

private:
  friend struct socket_callbacks;

  void adopt_secure(channel socket, std::string_view read, std::unique_ptr<arrival> came);
  /// What carries the bytes of a peer that libwebsockets doesn't know.
  [[nodiscard]] static carrier* carrier_of(const peer& p) noexcept {
    return p.secure ? static_cast<carrier*>(p.secure) : p.over;
  }

  uv_loop_t& loop_;
  lws_context* context_ = nullptr;
  events& events_;
  secure_socket::chain secure_;
  std::unique_ptr<arrival> arriving_; ///< of the socket that is just being adopted
  void* loops_[1];
};

} // namespace snug::transport
