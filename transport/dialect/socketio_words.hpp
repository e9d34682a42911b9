#pragma once
#include "transport/dialect/dialect.hpp"
#include "transport/dialect/socketio/packet.hpp"
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace snug::dialect {

/// How the server's own words are said to clients of Socket.IO, once per parser. A frame is what a peer's
/// carrier takes: one WebSocket frame, and those of its attachments.
///
/// An event is `name, data, about`: `about` is `{room, from, at, offset?, epoch?, id?}`, where the native
/// protocol has places. Behind it stands the event's cursor, where it has one. The acknowledgement of an
/// event is one argument, `{status: "ok", data}` or
/// `{status: "error", error}`.
[[nodiscard]] const dialect& socketio_json() noexcept;
[[nodiscard]] const dialect& socketio_msgpack() noexcept;

/// The ref of the hello that a connect is; every other ref is the acknowledgement's number plus one.
inline constexpr std::uint32_t connect_ref = std::numeric_limits<std::uint32_t>::max();

/// Reads an event of a client: its name is a command's or a free event's, its first argument the data, its
/// second, where there is one, `{room?, id?}`. More arguments are the data as a list. Where that names no
/// room, `room` in the data of a command does. `out` receives one request, or one refusal.
/// `has_field_room(command)` is true for commands whose own data has a field `room`, which means something
/// else then.
void read_event(const socketio::packet& p, const frame_limits& limits,
                bool (*has_field_room)(std::string_view), decoded& out);

/// The name under which an event goes to clients of Socket.IO: those that they keep for themselves begin
/// with `snug.` there.
[[nodiscard]] std::string socketio_event_name(std::string_view name);

} // namespace snug::dialect
