#pragma once
#include "clients/load/protocol/peer_protocol.hpp"
#include <functional>
#include <memory>
#include <string_view>

namespace snug::load {

/// Begins a conversation of one client.
using conversation_maker = std::function<std::unique_ptr<peer_protocol>()>;

/// By what a scenario calls its dialect: `msgpack`, `json`, `socketio`, `mqtt`, `nats`; nothing for another.
[[nodiscard]] conversation_maker conversation_in(std::string_view dialect);

} // namespace snug::load
