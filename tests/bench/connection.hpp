#pragma once
#include "tests/bench/event_loop.hpp"
#include "tests/bench/websocket.hpp"
#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <string_view>

namespace snug::bench {

/// A client's WebSocket on an event loop; thousands fit into a process. A message that is received costs no
/// allocation: it is read where the socket put it. Belongs to the loop's thread and must outlive the loop's
/// turns.
class connection final : public event_loop::watcher {
public:
  /// Whoever the connection belongs to.
  class owner {
  public:
    virtual ~owner() = default;
    virtual void opened(connection& c) = 0;
    /// `message` is valid for the call only.
    virtual void received(connection& c, std::string_view message, std::uint64_t now) = 0;
    /// The last call. `why`: for people.
    virtual void closed(connection& c, std::string why) = 0;
  };

  /// `number`: the owner's name for it.
  connection(event_loop& loop, owner& owner, std::uint32_t number)
    : loop_(loop)
    , owner_(owner)
    , number_(number) {}
  ~connection() override;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Connects to 127.0.0.1:`port` from the loopback address `source` (host order): one address has 28,000
  /// ports only.
  void open(std::uint16_t port, std::uint32_t source, std::string_view path, std::string_view subprotocol);
  /// Sends a binary message now, with everything queued before it.
  void send(std::string_view message) {
    queue(message);
    flush();
  }
  /// Adds a message to what the next `flush` writes at once.
  void queue(std::string_view message) {
    websocket::append_client_frame(out_, websocket::opcode::binary, message);
  }
  void flush();
  /// Goes without a word; the owner isn't told.
  void drop() noexcept;

  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return stage_ == stage::open; }
  /// Pings answered so far, over all connections of the process.
  [[nodiscard]] static std::uint64_t pings() noexcept { return pings_; }

  void ready(std::uint32_t events, std::uint64_t now) override;

private:
  enum class stage : std::uint8_t { closed, connecting, upgrading, open };

  void connected();
  void read(std::uint64_t now);
  /// Takes what it can off the front of `bytes`; what stays is the beginning of something.
  void consume(char*& begin, char* end, std::uint64_t now);
  [[nodiscard]] bool upgraded(char*& begin, char* end);
  [[nodiscard]] bool take_frame(char*& begin, char* end, std::uint64_t now);
  void fail(std::string why);

  static inline std::uint64_t pings_ = 0;

  event_loop& loop_;
  owner& owner_;
  std::uint32_t number_;
  int socket_ = -1;
  stage stage_ = stage::closed;
  bool waits_to_write_ = false;
  std::string out_;  ///< not written yet
  std::string rest_; ///< the beginning of a frame whose end hasn't come
};

} // namespace snug::bench
