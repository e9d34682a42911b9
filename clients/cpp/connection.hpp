#pragma once
#include "clients/cpp/endpoint.hpp"
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

struct lws;
struct lws_protocols;

namespace snug::client {

class loop;

/// How a connection ended. `code` is the WebSocket close code; 1006 where none came. `http_status` is the
/// answer to a refused upgrade, else 0.
struct ending {
  std::uint16_t code = 1006;
  std::string reason;
  int http_status = 0;
};

/// One WebSocket to a server, speaking `snug.v1.msgpack` frames without looking into them. Pings are answered
/// by libwebsockets. Loop thread only, all of it; may be opened again after it closed.
class connection {
public:
  /// Who is told. Called on the loop thread; may call the connection, but not destroy it.
  class listener {
  public:
    virtual ~listener() = default;
    virtual void opened() = 0;
    /// `message` lives as long as the call.
    virtual void received(std::string_view message) = 0;
    /// Exactly once for every open() that isn't ended by kill().
    virtual void closed(const ending& how) = 0;
  };

  /// Both must outlive the connection.
  connection(loop& on, listener& to)
    : loop_(on)
    , listener_(to) {}
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Starts connecting; must be closed. A host name is looked up on the loop thread: give an address where
  /// many connect at once.
  void open(const endpoint& to);
  /// Sends one message, or keeps it while the socket is full: see unsent_bytes().
  void send(std::string_view message);
  /// Closes with a close frame behind what is waiting; listener::closed follows when the server has answered
  /// it. What still arrives is dropped.
  void close(std::uint16_t code, std::string_view reason);
  /// Ends the connection at once; nothing is told.
  void kill() noexcept;

  [[nodiscard]] bool is_open() const noexcept { return established_; }
  [[nodiscard]] std::size_t unsent_bytes() const noexcept { return unsent_bytes_; }
  /// How long nothing at all arrived, pings included; nothing where the system can't say.
  [[nodiscard]] std::optional<std::chrono::milliseconds> silence() const noexcept;

  /// A message of a server longer than this ends the connection with 1009.
  static constexpr std::size_t max_message = 16u << 20;

private:
  friend class loop;
  static const lws_protocols* protocols() noexcept;
  static int on_lws(lws* wsi, int reason, void* user, void* in, std::size_t size);
  int handle(int reason, void* in, std::size_t size);
  int receive(std::string_view piece);
  int write_waiting();
  int say_goodbye();
  void note_close(std::string_view payload);
  void failed(std::string_view why);
  void ended();

  loop& loop_;
  listener& listener_;
  lws* wsi_ = nullptr;
  bool connecting_ = false;
  bool established_ = false;
  bool silent_ = false; ///< killed: the callbacks of a dying socket are nobody's business
  std::string arriving_;
  std::deque<std::string> waiting_; ///< with LWS_PRE bytes of room in front
  std::size_t unsent_bytes_ = 0;
  std::optional<ending> leaving_; ///< our own close, once asked for
  bool said_goodbye_ = false;
  ending how_;
};

} // namespace snug::client
