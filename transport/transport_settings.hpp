#pragma once
#include "actors/command_limits.hpp"
#include "config/options.hpp"
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace snug::transport {

/// What the transport needs of the configuration, as plain values. Each shard has its own copy. The units are
/// in the names; the reasons for the defaults stand in `config/`.
struct transport_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 7684; ///< 0: any free one (tests); `switchboard::port()` tells which
  bool tls = false;          ///< served as well
  std::string tls_address = "127.0.0.1";
  std::uint16_t tls_port = 0; ///< as `port`
  std::vector<std::string> origins;
  std::vector<std::string> hosts;
  std::vector<std::string> proxies;
  std::uint16_t node = 0;
  std::vector<std::string> nodes; ///< where else a client may go; empty on a lone node
  unsigned shards = 1;            ///< 1 to 64

  std::size_t connections = 100'000;
  std::size_t unidentified_per_address = 256;
  std::uint32_t hello_ms = 10'000;
  std::size_t message_bytes = 1u << 20;
  std::size_t first_message_bytes = 16'384;
  std::size_t document_message_bytes = 16u << 20; ///< of a Yjs provider
  std::size_t document_bytes = 256u << 20;        ///< open documents of all rooms
  std::uint32_t commands_in_flight = 32;
  std::size_t bytes_in_flight = 1u << 20;
  std::size_t process_bytes_in_flight = 64u << 20;
  std::size_t outbox_bytes = 256u << 10;
  std::uint32_t stalled_ms = 30'000;
  std::uint32_t request_ms = 30'000;             ///< from an HTTP request's first byte to its last
  std::uint32_t idle_ms = 60'000;                ///< between the requests of an HTTP connection
  std::size_t requests_in_flight = 1'024;        ///< HTTP requests that wait for replies, on one shard
  std::size_t connections_per_user = 100;        ///< 0: no bound
  std::size_t connections_per_address = 10'000;  ///< 0: no bound
  std::uint32_t address_commands_per_second = 0; ///< from one network address; 0: no bound
  actors::command_limits commands;

  std::uint32_t heartbeat_interval_ms = 25'000;
  std::uint32_t heartbeat_timeout_ms = 20'000;

  bool socketio_recovery = true; ///< sessions of Socket.IO keep their rooms, and events have cursors

  /// Takes the limits of `next` over and nothing else: what can change while serving.
  void take_limits(const transport_settings& next);

  [[nodiscard]] static transport_settings from(const config::options& options);
};

} // namespace snug::transport
