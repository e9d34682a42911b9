#pragma once
#include "transport/dialect/socketio/decoder.hpp"
#include "transport/dialect/socketio/packet.hpp"
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::socketio {

struct connection_limits {
  std::uint32_t connect_timeout_ms = 45'000; ///< until the first namespace is joined
  std::size_t namespaces = 16;               ///< joined or asked for at a time
  decoder_limits packets;
};

/// The namespaces of one Engine.IO connection. What came goes in, what is to be done comes out by the
/// `application`, from within the call. All `now` are steady ms. One thread.
class connection {
public:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  class application {
  public:
    virtual ~application() = default;
    /// A client wants to join `nsp`: `accept` or `refuse` it, now or later. `auth` is a map in MessagePack.
    virtual void connecting(std::string_view nsp, std::string_view auth) = 0;
    /// An event in a joined namespace: an array whose first element is its name. `p.id`: it wants an
    /// acknowledgement.
    virtual void event(const packet& p) = 0;
    /// A client's answer to an event that `ask` sent.
    virtual void acknowledged(std::string_view nsp, std::uint64_t id, std::string_view data) = 0;
    /// No answer came in time, and none is told any more. Not called where the client leaves the namespace.
    virtual void unanswered(std::string_view nsp, std::uint64_t id) = 0;
    /// A client left a namespace, joined or asked for.
    virtual void left(std::string_view nsp) = 0;
    /// Frames to send.
    virtual void send(std::string_view frames) = 0;
    /// The transport has to be closed; nothing is told from here on.
    virtual void broken(std::string_view why) = 0;
  };

  connection(const connection_limits& limits, std::int64_t now, application& app);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// An Engine.IO message of the client.
  void received(std::string_view message, bool binary);

  /// Joins a namespace that is asked for; `pid` is "" without recovery.
  void accept(std::string_view nsp, std::string_view sid, std::string_view pid = {});
  /// Refuses it. `data` is MessagePack, "" where there is none.
  void refuse(std::string_view nsp, std::string_view message, std::string_view data = {});
  /// Sends the client out of a namespace; it doesn't come back by itself.
  void disconnect(std::string_view nsp);
  void emit(std::string_view nsp, std::string_view data);
  /// As `emit`; the number by which the client acknowledges it: either `acknowledged` or, from `until` on,
  /// `unanswered` follows. Where too many are waited for the oldest one is unanswered at once.
  std::uint64_t ask(std::string_view nsp, std::string_view data, std::int64_t until = never);
  void acknowledge(std::string_view nsp, std::uint64_t id, std::string_view data);

  [[nodiscard]] bool joined(std::string_view nsp) const noexcept;
  /// JSON until the client has said something.
  [[nodiscard]] parser spoken() const noexcept { return decoder_.spoken().value_or(parser::json); }

  /// When `tick` has something to do.
  [[nodiscard]] std::int64_t due() const noexcept;
  void tick(std::int64_t now);

private:
  struct question {
    std::uint64_t id = 0;
    std::int64_t until = never;
  };
  struct place {
    std::string nsp;
    bool joined = false;
    std::uint64_t last_id = 0;
    std::vector<question> asked; ///< events that wait for their acknowledgement
  };

  void handle(const packet& p);
  void connect(const packet& p);
  void acknowledged(place& in, const packet& p);
  void break_off(std::string_view why);
  void leave(std::string_view nsp);
  void send(const packet_view& p);
  [[nodiscard]] place* find(std::string_view nsp) noexcept;

  const connection_limits& limits_;
  application& app_;
  decoder decoder_;
  packet read_; ///< reused from packet to packet
  std::vector<place> places_;
  const std::int64_t due_;
  bool joined_once_ = false;
  bool broken_ = false;
};

} // namespace snug::socketio
