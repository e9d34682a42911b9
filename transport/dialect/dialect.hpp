#pragma once
#include "actors/model/command.hpp"
#include "actors/model/error.hpp"
#include "actors/model/event.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snug::dialect {

/// One command as it stood in a frame. `data` is MessagePack held to the payload profile ("" is nil).
struct request {
  std::uint32_t ref = 0;
  std::string name;
  std::string room; ///< "" where it was nil
  std::string data;
  std::string id;
};

/// A request that can be answered but not carried out.
struct refused_request {
  std::uint32_t ref = 0;
  model::failure why;
};

/// What one WebSocket message comes to. Reused from message to message. Where `close` isn't `normal`, there
/// are neither requests nor refusals.
struct decoded {
  std::vector<request> requests;
  /// Several commands in one array: one transaction. All or nothing: if one of them is refused, all of them
  /// are.
  bool together = false;
  /// Answered with their refs; a command whose ref can't be read is refused with ref 0.
  std::vector<refused_request> refused;
  /// Where the bytes can't be a frame of the dialect at all: close with this code; else `normal`.
  model::close_code close = model::close_code::normal;
  std::string reason;

  void clear();
};

/// How far a frame may go.
struct frame_limits {
  std::size_t max_message = 1u << 20; ///< bytes of one message
  std::size_t max_together = 64;      ///< commands in one frame
  std::size_t max_room = 128;
  std::size_t max_name = 64;
  std::size_t max_id = 64;
};

/// One way of speaking on the wire: turns messages into requests and replies and events into messages.
/// Stateless and const; any thread. Decoding never throws, whatever the bytes.
class dialect {
public:
  virtual ~dialect() = default;
  /// The WebSocket subprotocol that names it.
  [[nodiscard]] virtual std::string_view subprotocol() const noexcept = 0;
  /// True where messages are binary frames, false where they are text.
  [[nodiscard]] virtual bool binary() const noexcept = 0;
  /// False where messages go out as they are, on another transport; `subprotocol` is "" then.
  [[nodiscard]] virtual bool on_websocket() const noexcept { return true; }

  /// True where a receiver can't do without any message: whoever is too slow for one has to come back.
  [[nodiscard]] virtual bool lossless() const noexcept { return false; }

  virtual void decode(std::string_view message, bool is_binary, const frame_limits& limits,
                      decoded& out) const = 0;
  /// Append one message (without WebSocket header) to `out`; nothing where the dialect has no word for it.
  virtual void encode_reply(const model::reply& reply, std::string& out) const = 0;
  virtual void encode_event(const model::event_view& event, std::string& out) const = 0;
  /// True where somebody in the room may have to be told an event in another way than everybody else, or not
  /// at all: then `concerns` is asked of each receiver, and `encode_event_for` says what those are told.
  [[nodiscard]] virtual bool personal(const model::event_view&) const noexcept { return false; }
  [[nodiscard]] virtual bool concerns(const model::event_view&, std::string_view /*user*/,
                                      std::uint64_t /*session*/) const noexcept {
    return false;
  }
  virtual void encode_event_for(const model::event_view&, std::string_view /*user*/,
                                std::uint64_t /*session*/, std::string&) const {}
  /// A sign of life and the last words, where they are no frames of a WebSocket.
  virtual void encode_ping(std::string&) const {}
  virtual void encode_close(model::close_code, std::string_view /*reason*/, std::string&) const {}
};

/// `snug.v1.msgpack` (docs/protocol.md).
[[nodiscard]] const dialect& native_msgpack() noexcept;
/// `snug.v1.json`: the same shapes as JSON text; also where a client names no subprotocol.
[[nodiscard]] const dialect& native_json() noexcept;
/// Server-sent events: what a room's stream over HTTP says. Takes no messages.
[[nodiscard]] const dialect& event_stream() noexcept;
/// What the provider of y-websocket speaks, about one document. Has no subprotocol: its path names it.
[[nodiscard]] const dialect& y_protocol() noexcept;

} // namespace snug::dialect
