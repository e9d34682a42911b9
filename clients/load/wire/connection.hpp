#pragma once
#include "clients/load/wire/event_loop.hpp"
#include "clients/load/wire/server_address.hpp"
#include "clients/load/wire/websocket.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::load {

/// A client's WebSocket on an event loop; thousands fit into a process. A message that is received costs no
/// allocation: it is read where the socket put it, with one read per turn. Belongs to the loop's thread and
/// must outlive the loop's turns. It may be opened again, but not while the loop tells its watchers.
class connection final : public event_loop::watcher {
public:
  /// Whoever the connection belongs to.
  class owner {
  public:
    virtual ~owner() = default;
    virtual void opened(connection& c) = 0;
    /// `message` is valid for the call only; `now`: the steady clock in ns.
    virtual void received(connection& c, std::string_view message, std::uint64_t now) = 0;
    /// The last call until it is opened again. `code`: of the server's close frame, 0 without one; `why`: for
    /// people.
    virtual void closed(connection& c, unsigned code, std::string why) = 0;
  };

  /// What a connection is opened with.
  struct manner {
    std::string_view path;
    std::string_view subprotocol; ///< empty: none
    bool is_text = false;         ///< text messages instead of binary ones
    std::uint32_t source = 0;     ///< an IPv4 address of ours, host order, to come from; 0: any
    int receive_buffer = 0;       ///< bytes the kernel is asked to hold for us; 0: as it likes
  };

  /// `number`: the owner's name for it.
  connection(event_loop& loop, owner& owner, std::uint32_t number)
    : loop_(loop)
    , owner_(owner)
    , number_(number) {}
  ~connection() override;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Begins to connect. Where the system refuses at once, the owner hears `closed` within the call.
  void open(const server_address& to, const manner& how);
  /// Sends a message now, with everything queued before it.
  void send(std::string_view message) {
    queue(message);
    flush();
  }
  /// Adds a message to what the next `flush` writes at once.
  void queue(std::string_view message) { websocket::append_client_frame(out_, speaks_, message); }
  void flush();
  /// Stops reading: what the server sends piles up on its side. Goes on with `read_again`.
  void stop_reading() noexcept;
  void read_again() noexcept;
  /// Goes without a word; the owner isn't told. `abruptly`: by a reset, as when a network is gone.
  void drop(bool abruptly = false) noexcept;

  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return stage_ == stage::open; }
  [[nodiscard]] bool is_closed() const noexcept { return stage_ == stage::closed; }
  /// Bytes given to `queue` that the socket hasn't taken yet.
  [[nodiscard]] std::size_t waiting() const noexcept { return out_.size(); }
  /// Pings answered so far, over all connections of the process.
  [[nodiscard]] static std::uint64_t pings() noexcept { return pings_; }

  void ready(std::uint32_t events, std::uint64_t now) override;

private:
  enum class stage : std::uint8_t { closed, connecting, upgrading, open };

  void connected();
  void read(std::uint64_t now);
  void watch_for();
  /// Takes what it can off the front of `bytes`; what stays is the beginning of something.
  void consume(char*& begin, char* end, std::uint64_t now);
  [[nodiscard]] bool upgraded(char*& begin, char* end);
  [[nodiscard]] bool take_frame(char*& begin, char* end, std::uint64_t now);
  void control(const websocket::frame_head& head, std::string_view payload);
  void fail(unsigned code, std::string why);

  static inline std::uint64_t pings_ = 0;

  event_loop& loop_;
  owner& owner_;
  std::uint32_t number_;
  int socket_ = -1;
  stage stage_ = stage::closed;
  websocket::opcode speaks_ = websocket::opcode::binary;
  bool waits_to_write_ = false;
  bool reads_ = true;
  std::string out_;  ///< not written yet
  std::string rest_; ///< the beginning of a frame whose end hasn't come
};

} // namespace snug::load
