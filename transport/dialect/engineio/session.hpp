#pragma once
#include "transport/dialect/engineio/packet.hpp"
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace snug::engineio {

/// Times in ms, sizes in bytes. The defaults are the official server's.
struct settings {
  std::uint32_t ping_interval_ms = 25'000;
  std::uint32_t ping_timeout_ms = 20'000;
  std::uint32_t upgrade_timeout_ms = 10'000;
  std::size_t max_payload = 1'000'000; ///< of one message, or of the body of one POST
};

/// Why a session ended.
enum class ending : std::uint8_t {
  transport_close, ///< the WebSocket, or the client of a waiting poll, went away
  transport_error, ///< two polls at a time, a body that can't be one
  ping_timeout,
  parse_error,
  client_close, ///< the client said so
  server_close, ///< `close` was called
};
[[nodiscard]] std::string_view name_of(ending why) noexcept;

/// One Engine.IO session: what came goes in, what is to be done comes out by the `outlet`, at once and from
/// within the call. Begins on a WebSocket or on polling, and may go from polling to a WebSocket.
///
/// What goes out is frames of a WebSocket (`append_frame`), written with `write`; while the session polls
/// they wait here, up to the caller: `can_take` says whether they would go out now. All `now` are steady ms.
/// One thread.
class session {
public:
  class outlet {
  public:
    virtual ~outlet() = default;
    /// Answers the poll that waits: 200, `text/plain; charset=UTF-8`.
    virtual void answer_poll(std::string body) = 0;
    /// Answers the POST whose packets were all told: 200, `ok`.
    virtual void answer_post() = 0;
    /// Writes frames to the WebSocket, be it a candidate still.
    virtual void write_socket(std::string_view frames) = 0;
    /// Closes the WebSocket with a close frame that has no code. The session hears no more of it.
    virtual void close_socket() = 0;
    /// The client sent a message.
    virtual void received(std::string_view data, bool binary) = 0;
    /// `can_take` has become true.
    virtual void writable() = 0;
    /// The session is over; the WebSocket, if there was one, was closed. A poll may still fetch the last
    /// words for `linger_ms`.
    virtual void ended(ending why) = 0;
  };

  /// How long what a session said last can be fetched by a poll.
  static constexpr std::uint32_t linger_ms = 30'000;
  /// How long a POST that closes the session waits for a poll of the same moment, which it may have overtaken
  /// on another connection: that one is to be answered as if it had come first.
  static constexpr std::uint32_t overtaken_ms = 100;

  /// `sid` is what the handshake names. `websocket`: it begins on one, which is open. The handshake goes out
  /// with `begin`.
  session(const settings& with, std::string sid, bool websocket, std::int64_t now, outlet& out);
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  /// Says the handshake: on polling, the first poll must be there (`poll`) or come.
  void begin();

  // ---- from the client

  /// A GET. False: it is to be answered 400, and the session is over.
  [[nodiscard]] bool poll(std::int64_t now);
  /// The client of the poll that waits went away.
  void poll_gone();
  /// The body of a POST. False: it is to be answered 400, as the session doesn't poll or reads another (which
  /// ends it). A body that can't be read ends it too, behind its answer.
  [[nodiscard]] bool post(std::string body, std::int64_t now);
  /// A WebSocket for this session was opened. False where it has one: that other one isn't to be used.
  [[nodiscard]] bool offer_socket(std::int64_t now);
  /// A message came by the WebSocket.
  void socket_message(std::string_view message, bool binary, std::int64_t now);
  /// The WebSocket is gone.
  void socket_gone();

  // ---- from the application

  /// True where what is written goes out at once.
  [[nodiscard]] bool can_take() const noexcept { return !over_ && (websocket_ || polled_); }
  /// Whole frames, in one piece whatever becomes of them.
  void write(std::string_view frames);
  /// Tells no more of a POST until `resume`, and so doesn't answer it: the client sends the next one then.
  /// What a WebSocket brings is told all the same; stop reading it.
  void pause() noexcept { paused_ = true; }
  void resume(std::int64_t now);
  /// Ends the session: the client is told.
  void close() { end(ending::server_close); }

  // ---- time

  /// When `tick` has something to do, steady ms.
  [[nodiscard]] std::int64_t due() const noexcept;
  void tick(std::int64_t now);

  [[nodiscard]] const std::string& sid() const noexcept { return sid_; }
  [[nodiscard]] bool over() const noexcept { return over_; }
  /// True while it is on a WebSocket.
  [[nodiscard]] bool on_websocket() const noexcept { return websocket_; }
  [[nodiscard]] bool poll_waits() const noexcept { return polled_; }
  /// Over, and nothing is left to be fetched.
  [[nodiscard]] bool silent() const noexcept { return over_ && waiting_.empty(); }
  /// Bytes that wait for a poll.
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

private:
  enum class candidate : std::uint8_t { none, open, probed };

  void take_leave(std::int64_t now);
  void go();
  void say(packet_type type, std::string_view data = {});
  void release_poll();
  void read_on(std::int64_t now);
  void got(const packet& p, std::int64_t now);
  void probe(const packet& p, bool binary);
  void upgrade();
  void drop_candidate();
  void end(ending why);

  const settings& settings_;
  const std::string sid_;
  outlet& out_;
  std::string waiting_; ///< frames for the next poll
  bool websocket_;
  bool polled_ = false; ///< a GET waits
  std::string posted_;  ///< the body that is being told
  std::optional<body_reader> reading_;
  bool paused_ = false;
  bool over_ = false;
  bool ping_out_ = false; ///< a pong is due at `beat_`
  bool extended_ = false; ///< the time for it was prolonged once
  candidate candidate_ = candidate::none;
  std::int64_t beat_;            ///< when the next ping, or the pong, is due
  std::int64_t upgrade_ = never; ///< when the candidate must be done
  std::int64_t leaving_ = never; ///< when it is over, as the client closed it
};

} // namespace snug::engineio
