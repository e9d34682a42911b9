#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace snug::transport::http {

/// The node in numbers, at about one moment.
struct node_status {
  std::string version;
  std::uint64_t uptime_ms = 0;
  unsigned shards = 0;
  std::uint64_t connections = 0; ///< open sockets that speak the protocol
  std::uint64_t sessions = 0;    ///< live ones
  std::uint64_t awake_rooms = 0;
  std::uint64_t commands = 0;     ///< accepted since the start
  std::uint64_t refused = 0;      ///< refused at the edge since the start
  std::uint64_t events = 0;       ///< put into outboxes since the start
  std::uint64_t bytes_out = 0;    ///< since the start
  double commands_per_second = 0; ///< over the last seconds
  double events_per_second = 0;
  std::uint64_t bytes_in_flight = 0; ///< of commands accepted and unanswered
  std::uint64_t commits = 0;         ///< since the start
  std::uint64_t commit_number = 0;   ///< the store's last
  std::uint64_t store_bytes = 0;     ///< used of the map
  std::uint64_t store_map_bytes = 0;
  double sync_p50_ms = 0; ///< of the last commits
  double sync_p99_ms = 0;
  std::uint64_t resident_bytes = 0; ///< of the process
};

/// What HTTP tells about the node. Implemented by the node; called on shard threads, so it must neither block
/// nor touch what belongs to another thread (atomics and copies).
class node_view {
public:
  virtual ~node_view() = default;
  /// "" while the node serves; else the one word why not: `draining`, `store_read_only`, `storage_full`,
  /// `clock_wrong`, …
  [[nodiscard]] virtual std::string not_ready() const = 0;
  [[nodiscard]] virtual node_status status() const = 0;
  /// Prometheus text exposition.
  [[nodiscard]] virtual std::string metrics() const = 0;
};

} // namespace snug::transport::http
