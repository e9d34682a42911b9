#pragma once
#include <atomic>
#include <cstdint>

namespace snug::transport {

/// What a shard counts, for whoever asks: written by its loop once a turn, read by any thread.
struct traffic {
  std::atomic<std::uint64_t> connections{0}; ///< open now
  std::atomic<std::uint64_t> sessions{0};    ///< live now
  std::atomic<std::uint64_t> awake_rooms{0}; ///< now
  std::atomic<std::uint64_t> accepted{0};    ///< sockets, since the start
  std::atomic<std::uint64_t> commands{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> events{0};
  std::atomic<std::uint64_t> dropped{0};            ///< events a slow receiver had no room for
  std::atomic<std::uint64_t> slow_closed{0};        ///< connections ended because nothing could be written
  std::atomic<std::uint64_t> requests{0};           ///< over HTTP
  std::atomic<std::uint64_t> handshakes{0};         ///< of TLS
  std::atomic<std::uint64_t> handshakes_resumed{0}; ///< of those, with a ticket
  std::atomic<std::uint64_t> handshakes_failed{0};
  std::atomic<std::uint64_t> bytes_in{0};
  std::atomic<std::uint64_t> bytes_out{0};
};

/// The same of all shards together.
struct traffic_totals {
  std::uint64_t connections = 0, sessions = 0, awake_rooms = 0, accepted = 0, commands = 0, refused = 0,
                events = 0, dropped = 0, slow_closed = 0, requests = 0, handshakes = 0,
                handshakes_resumed = 0, handshakes_failed = 0, bytes_in = 0, bytes_out = 0;
};

} // namespace snug::transport
