#pragma once
#include "transport/dialect/socketio/packet.hpp"
#include <cstddef>
#include <string>

namespace snug::socketio {

/// The official decoder of the JSON parser refuses packets with more attachments.
inline constexpr std::size_t most_attachments = 10;

/// Appends `p` to `out` as the WebSocket frames of an Engine.IO connection: one, and with the JSON parser one
/// for each attachment behind it, which must stay together. `p.data` is MessagePack of the payload profile.
/// Bytes of a packet with more than `most_attachments` are written as the native protocol writes them in
/// JSON, `{"$bin": "<base64>"}`. Any thread.
void encode(parser by, const packet_view& p, std::string& out);

} // namespace snug::socketio
