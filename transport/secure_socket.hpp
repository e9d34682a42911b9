#pragma once
#include "transport/carrier.hpp"
#include "transport/channel.hpp"
#include "transport/dialect/websocket_reader.hpp"
#include "transport/socket_events.hpp"
#include <string>
#include <string_view>
#include <uv.h>

namespace snug::transport {

/// A WebSocket under TLS, from behind its handshake to its end. libwebsockets would have to make the TLS
/// connection itself, from its first byte, but whether it becomes a WebSocket is known later; so these are
/// read here. What peers are told goes the same way as theirs who come in the clear. The loop's thread only.
///
/// Made with `open`; ends by `end`, or by itself; either way `closed` is told, and the object goes by itself
/// when the loop lets go of its handle.
class secure_socket final : public carrier {
public:
  /// All of a shard's, so that they can be ended together.
  struct chain {
    secure_socket* first = nullptr;
  };

  /// Answers the handshake with `answer` and goes on with `behind`, what came behind it. Where it fails, the
  /// socket is closed and `left` is told.
  static void open(uv_loop_t& loop, channel with, std::string_view answer, std::string_view behind,
                   std::uint8_t speech, std::unique_ptr<arrival> came, socket_events& events, chain& all);

  secure_socket(const secure_socket&) = delete;
  secure_socket& operator=(const secure_socket&) = delete;

  // carrier
  [[nodiscard]] bool clogged() const override { return channel_.waiting() != 0; }
  [[nodiscard]] bool write(std::string_view frames) override;
  void call_when_writable(peer& p) override;
  void read(peer& p, bool on) override;
  [[nodiscard]] std::uint32_t unsent() const override { return channel_.unsent(); }
  void end(peer& p) override;

  /// Ends it with whatever peer it has.
  void end() { fail(); }
  /// Reads a little more, where something is there; false where there was nothing.
  bool read_more();

private:
  secure_socket(channel with, socket_events& events, chain& all);
  ~secure_socket() = default;

  void polled(int status, int events);
  void watch();
  void read_some();
  void heed(char* begin, char* end);
  void heed(const dialect::websocket_reader::event& what);
  void answer_ping(std::string_view payload);
  void answer_close(std::uint16_t code);
  void fail();

  channel channel_;
  socket_events& events_;
  chain& all_;
  secure_socket* next_ = nullptr;
  secure_socket* before_ = nullptr;
  peer* who_ = nullptr;
  uv_poll_t handle_;
  int polled_for_ = 0;
  bool reading_ = true;
  bool ended_ = false;
  dialect::websocket_reader reader_;
  std::string kept_; ///< what was read of a socket that isn't read at the moment
};

} // namespace snug::transport
