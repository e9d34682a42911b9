#include "transport/transport_settings.hpp"
#include <algorithm>

namespace snug::transport {

namespace {

actors::command_limits commands_of(const config::options& options) {
  const auto& wanted = options.limits;
  actors::command_limits l;
  l.rooms = wanted.rooms_per_session;
  l.guest_rooms = std::min(wanted.guest_rooms, wanted.rooms_per_session);
  l.commands_per_second = wanted.commands_per_second;
  l.guest_commands_per_second = wanted.guest_commands_per_second;
  l.user_commands_per_second = wanted.user_commands_per_second;
  l.key_commands_per_second = wanted.key_commands_per_second;
  l.room_commands_per_second = wanted.room_commands_per_second;
  return l;
}

} // namespace

transport_settings transport_settings::from(const config::options& options) {
  transport_settings s;
  s.address = options.listen.address;
  s.port = options.listen.port;
  s.tls = !options.tls.certificate.empty();
  s.tls_address = options.tls.address.empty() ? options.listen.address : options.tls.address;
  s.tls_port = options.tls.port;
  s.origins = options.listen.origins;
  s.hosts = options.listen.hosts;
  s.proxies = options.listen.proxies;
  // `fan_out::post` names shards by the bits of one word.
  s.shards = std::clamp(options.shards, 1u, 64u);
  s.connections = options.limits.connections;
  s.unidentified_per_address = options.limits.unidentified_per_address;
  s.hello_ms = options.limits.hello_ms;
  s.message_bytes = options.limits.message_bytes;
  s.first_message_bytes = options.limits.first_message_bytes;
  s.document_message_bytes = options.limits.document_message_bytes;
  s.document_bytes = static_cast<std::size_t>(options.limits.document_bytes);
  s.commands_in_flight = options.limits.commands_in_flight;
  s.bytes_in_flight = options.limits.bytes_in_flight;
  s.process_bytes_in_flight = options.limits.process_bytes_in_flight;
  s.outbox_bytes = options.limits.outbox_bytes;
  s.stalled_ms = options.limits.stalled_ms;
  s.request_ms = options.limits.request_ms;
  s.idle_ms = options.limits.idle_ms;
  s.requests_in_flight = options.limits.requests_in_flight;
  s.connections_per_user = options.limits.connections_per_user;
  s.connections_per_address = options.limits.connections_per_address;
  s.address_commands_per_second = options.limits.address_commands_per_second;
  s.commands = commands_of(options);
  s.heartbeat_interval_ms = options.heartbeat.interval_ms;
  s.heartbeat_timeout_ms = options.heartbeat.timeout_ms;
  s.socketio_recovery = options.socketio.recovery;
  return s;
}

void transport_settings::take_limits(const transport_settings& next) {
  connections = next.connections;
  unidentified_per_address = next.unidentified_per_address;
  hello_ms = next.hello_ms;
  message_bytes = next.message_bytes;
  first_message_bytes = next.first_message_bytes;
  document_message_bytes = next.document_message_bytes;
  document_bytes = next.document_bytes;
  commands_in_flight = next.commands_in_flight;
  bytes_in_flight = next.bytes_in_flight;
  process_bytes_in_flight = next.process_bytes_in_flight;
  outbox_bytes = next.outbox_bytes;
  stalled_ms = next.stalled_ms;
  connections_per_user = next.connections_per_user;
  connections_per_address = next.connections_per_address;
  address_commands_per_second = next.address_commands_per_second;
  commands = next.commands;
}

} // namespace snug::transport
