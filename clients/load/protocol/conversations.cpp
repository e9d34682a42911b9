#include "clients/load/protocol/conversations.hpp"
#include "clients/load/protocol/mqtt_protocol.hpp"
#include "clients/load/protocol/native_protocol.hpp"
#include "clients/load/protocol/nats_protocol.hpp"
#include "clients/load/protocol/socketio_protocol.hpp"

namespace snug::load {

namespace {

template <class Protocol> std::unique_ptr<peer_protocol> make() { return std::make_unique<Protocol>(); }

} // namespace

conversation_maker conversation_in(std::string_view dialect) {
  if (dialect == "msgpack") return make<native_protocol<native_msgpack>>;
  if (dialect == "json") return make<native_protocol<native_json>>;
  if (dialect == "socketio") return make<socketio_protocol>;
  if (dialect == "mqtt") return make<mqtt_protocol>;
  if (dialect == "nats") return make<nats_protocol>;
  return {};
}

} // namespace snug::load
