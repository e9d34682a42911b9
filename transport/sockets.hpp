#pragma once
#include "transport/message_piece.hpp"
#include "transport/peer.hpp"
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
/// sockets whose client asked for a WebSocket, and hands on what happens to peers. Peers whose socket is a
/// stream over HTTP are reached here as well. The loop's thread only.
class sockets final : public wire {
public:
  /// Told from inside the library's callbacks: nothing may be written or ended there.
  class events {
  public:
    virtual ~events() = default;
    /// A WebSocket is open. `speech`: index in `spoken_dialects()`. `came` is never null.
    virtual peer& opened(lws* socket, std::uint8_t speech, std::unique_ptr<arrival> came) = 0;
    virtual void received(peer& p, const message_piece& piece) = 0;
    virtual void ponged(peer& p) = 0;
    virtual void writable(peer& p) = 0;
    /// The socket is gone; `p` isn't used any more.
    virtual void closed(peer& p) = 0;
    /// A connection ended that never became a peer.
    virtual void left(const arrival& came) = 0;
  };

  sockets(uv_loop_t& loop, events& events);
  ~sockets() override;
  sockets(const sockets&) = delete;
  sockets& operator=(const sockets&) = delete;

  /// False where the library could not start.
  [[nodiscard]] bool good() const noexcept { return context_ != nullptr; }

  /// Goes on with a socket that a handshake was read from: `read` is that, and whatever came behind it. Where
  /// it fails the socket is closed, and `left` says so.
  void adopt(int fd, std::string_view read, std::unique_ptr<arrival> came);

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

  lws_context* context_ = nullptr;
  events& events_;
  std::unique_ptr<arrival> arriving_; ///< of the socket that is just being adopted
  void* loops_[1];
};

} // namespace snug::transport
