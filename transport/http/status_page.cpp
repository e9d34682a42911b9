#include "transport/http/status_page.hpp"
#include "transport/http/message.hpp"
#include <cmath>
#include <cstdio>
#include <string_view>

namespace snug::transport::http {

namespace {

/// Writes the fields of one JSON object.
class json_object {
public:
  json_object& field(std::string_view name, std::uint64_t v) { return raw(name, std::to_string(v)); }
  json_object& field(std::string_view name, double v) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", std::isfinite(v) ? v : 0.0);
    return raw(name, text);
  }
  json_object& raw(std::string_view name, std::string_view json) {
    out_ += out_.size() > 1 ? "," : "";
    out_ += quoted(name);
    out_ += ':';
    out_ += json;
    return *this;
  }
  [[nodiscard]] std::string str() const { return out_ + "}"; }

private:
  std::string out_ = "{";
};

} // namespace

std::string to_json(const node_status& s) {
  json_object rates;
  rates.field("commands_per_second", s.commands_per_second).field("events_per_second", s.events_per_second);
  json_object traffic;
  traffic.field("commands", s.commands).field("refused", s.refused).field("events", s.events);
  traffic.field("bytes_out", s.bytes_out).field("bytes_in_flight", s.bytes_in_flight);
  json_object sync;
  sync.field("p50_ms", s.sync_p50_ms).field("p99_ms", s.sync_p99_ms);
  json_object store;
  store.field("commits", s.commits).field("commit_number", s.commit_number).field("bytes", s.store_bytes);
  store.field("map_bytes", s.store_map_bytes).raw("sync", sync.str());
  json_object all;
  all.raw("version", quoted(s.version)).field("uptime_ms", s.uptime_ms);
  all.field("shards", std::uint64_t{s.shards})
      .field("connections", s.connections)
      .field("sessions", s.sessions);
  all.field("awake_rooms", s.awake_rooms).raw("rates", rates.str()).raw("traffic", traffic.str());
  all.raw("store", store.str()).field("resident_bytes", s.resident_bytes);
  return all.str() + "\n";
}

} // namespace snug::transport::http
