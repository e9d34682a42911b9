#pragma once
#include "transport/channel.hpp"
#include "transport/http/message.hpp"
#include "transport/http/request_reader.hpp"
#include "transport/peer.hpp"
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <uv.h>

namespace snug::transport::http {

/// A socket that speaks HTTP: hands out one request after the other, each when the one before was answered,
/// so that requests sent ahead wait in the kernel. May turn into a stream of bytes that a peer writes. Its
/// loop's thread only.
class connection {
public:
  /// How long things may take, in ms.
  struct patience {
    std::uint32_t first_ms = 10'000;   ///< until a request begins on a new connection
    std::uint32_t request_ms = 30'000; ///< from a request's first byte to its last
    std::uint32_t idle_ms = 60'000;    ///< between requests
    std::uint32_t stalled_ms = 30'000; ///< without the client taking anything of an answer
  };

  class owner {
  public:
    virtual ~owner() = default;
    /// A request is whole. It is answered by `answer`, now or later, or becomes a stream.
    virtual void requested(connection& c, request r) = 0;
    /// It asks for a WebSocket: the socket is taken away (`release`), or the answer says why not.
    virtual void upgrade(connection& c, const request& r) = 0;
    /// The stream's socket takes bytes again.
    virtual void writable(connection& c) = 0;
    /// The socket is gone; the object must live until the callback it is in has returned.
    virtual void ended(connection& c) = 0;
    /// `c` has to be looked at (`look_at`) at `c.due()`, which is earlier than it was. Called in the making
    /// of `c`, too.
    virtual void due_earlier(connection& c) = 0;
    /// Room for bytes of requests that aren't whole yet; false where the process has none. What was taken is
    /// given back.
    [[nodiscard]] virtual bool take_room(std::size_t bytes) = 0;
    virtual void give_room_back(std::size_t bytes) = 0;
    [[nodiscard]] virtual std::int64_t now() const = 0;
    /// Does a step of the handshake of `with`; nothing where its turn hasn't come: `go_further` is called
    /// then.
    [[nodiscard]] virtual std::optional<tls::stream::state> shake_hands(connection& c, channel& with) = 0;
    /// Has `go_further` called soon: it holds bytes that no poll tells of.
    virtual void come_back(connection& c) = 0;
  };

  connection(uv_loop_t& loop, channel socket, std::unique_ptr<arrival> came,
             const request_reader::limits& limits, const patience& with, owner& of);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Waits for what the client sends. Call once.
  void start();
  /// Its turn has come, which it asked its owner for.
  void go_further();
  /// It waits for that.
  [[nodiscard]] bool waits() const noexcept { return waits_; }

  /// Headers that the next answer, or the stream, carries besides its own.
  void add_to_answer(std::vector<std::pair<std::string, std::string>> headers) { more_ = std::move(headers); }
  void answer(response r);
  /// The request that is under way waits long: its client going away ends the connection, until the answer.
  /// Without this it is noticed when something is written.
  void watch_for_end();
  /// Ends it where no request is under way, else behind the next answer.
  void end_soon();
  /// The deadline has come where it is over.
  void look_at(std::int64_t now);
  /// When that is, steady ms; `never` where nothing is awaited.
  [[nodiscard]] std::int64_t due() const noexcept { return deadline_ == 0 ? never : deadline_; }
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  /// Ends it now; `ended` is called in it.
  void end();

  /// The socket and what was read from it: somebody else goes on with it. `ended` is called in it, without
  /// `came` being there any more.
  struct released {
    channel from;
    std::string read;
    std::unique_ptr<arrival> came;
  };
  [[nodiscard]] released release();
  /// In the place of `start`: goes on with a socket that another loop's connection released. `asked` is the
  /// request that was under way there, if one was.
  void go_on(std::string_view read, std::optional<request> asked);

  // A stream: what a peer needs of its socket.
  void begin_stream();
  [[nodiscard]] bool clogged() const noexcept { return !drained(); }
  [[nodiscard]] bool write(std::string_view bytes);
  /// Bytes that wait for the client.
  [[nodiscard]] std::uint32_t unsent() const noexcept;

  [[nodiscard]] const std::unique_ptr<arrival>& came() const noexcept { return came_; }
  [[nodiscard]] std::unique_ptr<arrival> take_arrival() noexcept { return std::move(came_); }

  /// The owner's own: the slot of the request that waits for its answer, or of the stream.
  peer* slot = nullptr;
  /// The owner's own: when it looks at this connection next.
  std::int64_t watched = never;

  [[nodiscard]] bool open() const noexcept { return now_ != stage::ended; }

private:
  enum class stage : std::uint8_t { reading, asked, lingering, streaming, ended };

  void polled(int status, int events);
  void watch();
  void read();
  [[nodiscard]] bool greet();
  void advance();
  void hand_out();
  void hand_out(request r);
  void refuse(response r);
  [[nodiscard]] bool hold(std::size_t bytes);
  void send(std::string bytes);
  void flush();
  void linger();
  void close_socket() noexcept;
  /// The client has taken everything.
  [[nodiscard]] bool drained() const noexcept { return out_.empty() && channel_.waiting() == 0; }
  void set_deadline(std::uint32_t in_ms) {
    deadline_ = owner_.now() + in_ms;
    if (deadline_ < watched) owner_.due_earlier(*this);
  }

  owner& owner_;
  const patience& patience_;
  uv_loop_t& loop_;
  uv_poll_t* handle_ = nullptr; ///< made when first needed; freed by its close callback
  int events_ = 0;              ///< what the handle polls for
  channel channel_;
  stage now_ = stage::reading;
  bool head_only_ = false;    ///< the request that waits is a HEAD
  bool watched_ = false;      ///< its client going away is looked for
  bool keep_alive_ = true;    ///< the connection goes on behind the answer that waits
  bool going_ = false;        ///< `advance` runs
  bool waits_ = false;        ///< for its turn
  std::int64_t deadline_ = 0; ///< steady ms; 0: none
  std::size_t held_ = 0;      ///< bytes that room was taken for
  request_reader reader_;
  std::vector<std::pair<std::string, std::string>> more_;
  std::string out_; ///< what the socket didn't take yet
  std::unique_ptr<arrival> came_;
};

} // namespace snug::transport::http
