#include "transport/server/node_figures.hpp"
#include "transport/server/memory_of_process.hpp"

namespace snug::server {

namespace {

/// The upper bound, in ms, of the bucket that `share` of the commits end in.
double sync_ms(const store::journal_figures& f, double share) {
  const auto wanted = static_cast<double>(f.groups) * share;
  double seen = 0;
  for (std::size_t i = 0; i < f.bounds_us.size(); ++i) {
    seen += static_cast<double>(f.syncs[i]);
    if (f.groups > 0 && seen >= wanted) return static_cast<double>(f.bounds_us[i]) / 1000.0;
  }
  return static_cast<double>(f.longest_sync_us) / 1000.0;
}

} // namespace

node_figures::node_figures(const store::store& rows, const transport::switchboard& shards,
                           const store::clock& clock, unsigned shard_count, std::uint64_t map_bytes,
                           const transport::hooks::event_sender& hooks)
  : rows_(rows)
  , shards_(shards)
  , clock_(clock)
  , shard_count_(shard_count)
  , map_bytes_(map_bytes)
  , hooks_(hooks)
  , started_(clock.steady_ms()) {
  last_.at = started_;
}

std::string node_figures::not_ready() const {
  if (shards_.draining()) return "draining";
  if (!rows_.healthy()) return "store_read_only";
  if (!rows_.stats().journal.growing) return "storage_full";
  if (rows_.clock_wrong()) return "clock_wrong";
  return {};
}

node_figures::rates node_figures::rates_of(const transport::traffic_totals& now) const {
  const std::lock_guard lock(mutex_);
  const auto at = clock_.steady_ms();
  if (at - last_.at >= rate_window_ms) {
    const auto seconds = static_cast<double>(at - last_.at) / 1000.0;
    current_ = {static_cast<double>(now.commands - last_.commands) / seconds,
                static_cast<double>(now.events - last_.events) / seconds};
    last_ = {at, now.commands, now.events};
  }
  return current_;
}

transport::http::node_status node_figures::status() const {
  const auto traffic = shards_.totals();
  const auto stored = rows_.stats();
  const auto rate = rates_of(traffic);
  transport::http::node_status s;
  s.version = SNUG_VERSION;
  s.uptime_ms = static_cast<std::uint64_t>(clock_.steady_ms() - started_);
  s.shards = shard_count_;
  s.connections = traffic.connections;
  s.sessions = traffic.sessions;
  s.awake_rooms = traffic.awake_rooms;
  s.commands = traffic.commands;
  s.refused = traffic.refused;
  s.events = traffic.events;
  s.bytes_out = traffic.bytes_out;
  s.commands_per_second = rate.commands;
  s.events_per_second = rate.events;
  s.bytes_in_flight = shards_.bytes_in_flight();
  s.commits = stored.journal.groups;
  s.commit_number = stored.journal.last_commit;
  s.store_bytes = stored.bytes_used;
  s.store_map_bytes = map_bytes_;
  s.sync_p50_ms = sync_ms(stored.journal, 0.5);
  s.sync_p99_ms = sync_ms(stored.journal, 0.99);
  s.resident_bytes = memory_of_process::now().resident;
  return s;
}

std::string node_figures::metrics() const {
  const auto s = status();
  const auto stored = rows_.stats();
  const auto traffic = shards_.totals();
  const auto set = [&](const char* name, const char* help, auto value) {
    registry_.gauge(name, help).Set(static_cast<double>(value));
  };
  const auto total = [&](const char* name, const char* help, auto value) {
    auto& counter = registry_.counter(name, help);
    counter.Increment(static_cast<double>(value) - counter.Value());
  };
  // One page at a time: two would count the same growth twice.
  const std::lock_guard lock(mutex_);
  set("snug_connections", "open connections", s.connections);
  set("snug_sessions", "live sessions", s.sessions);
  set("snug_rooms_awake", "rooms that are awake", s.awake_rooms);
  set("snug_bytes_in_flight", "bytes of commands accepted and unanswered", s.bytes_in_flight);
  set("snug_store_bytes", "bytes of the store in use", s.store_bytes);
  set("snug_store_queue", "commands that wait for the journal", stored.journal.queued);
  set("snug_store_writable", "0 after an error of the disk", rows_.healthy() ? 1 : 0);
  set("snug_resident_bytes", "resident memory of the process", s.resident_bytes);
  set("snug_sync_p99_seconds", "99 of 100 commits took no longer", s.sync_p99_ms / 1000.0);
  if (hooks_.on()) {
    set("snug_hooks_dead", "events that the back end wouldn't take", hooks_.dead());
    total("snug_hooks_delivered_total", "events that the back end took", hooks_.delivered());
  }
  total("snug_commands_total", "commands accepted", traffic.commands);
  total("snug_refused_total", "commands refused at the edge", traffic.refused);
  total("snug_http_requests_total", "requests over HTTP", traffic.requests);
  if (shards_.tls_port() != 0) {
    total("snug_tls_handshakes_total", "handshakes of TLS", traffic.handshakes);
    total("snug_tls_resumed_total", "of those, with the ticket of an earlier session",
          traffic.handshakes_resumed);
    total("snug_tls_failed_total", "handshakes that failed", traffic.handshakes_failed);
  }
  total("snug_events_total", "events put into outboxes", traffic.events);
  total("snug_events_dropped_total", "events a slow receiver had no room for", traffic.dropped);
  total("snug_slow_consumers_total", "connections ended because nothing could be written",
        traffic.slow_closed);
  total("snug_bytes_in_total", "bytes received", traffic.bytes_in);
  total("snug_bytes_out_total", "bytes sent", traffic.bytes_out);
  total("snug_commits_total", "commits", stored.journal.groups);
  total("snug_records_total", "records committed", stored.journal.records);
  total("snug_records_trimmed_total", "records that retention took", stored.journal.trimmed);
  total("snug_sync_seconds_total", "time spent in commits",
        static_cast<double>(stored.journal.sync_us) / 1e6);
  return registry_.exposition();
}

} // namespace snug::server
