#include "clients/load/report/report_json.hpp"
#include "clients/load/report/figures.hpp"
#include "clients/load/scenario_fields.hpp"
#include <algorithm>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace snug::load {

namespace {

using writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void text(writer& out, std::string_view v) {
  out.String(v.data(), static_cast<rapidjson::SizeType>(v.size()));
}

void key(writer& out, std::string_view v) { out.Key(v.data(), static_cast<rapidjson::SizeType>(v.size())); }

void pair(writer& out, std::string_view name, std::string_view v) {
  key(out, name);
  text(out, v);
}

void pair(writer& out, std::string_view name, double v) {
  key(out, name);
  out.Double(v);
}

void write_scenario(writer& out, const scenario& s) {
  key(out, "scenario");
  out.StartObject();
  pair(out, "name", s.name);
  for (const auto& field : scenario_fields()) {
    key(out, field.name);
    const auto value = field.get(s);
    if (std::holds_alternative<std::string scenario::*>(field.at))
      text(out, value);
    else
      out.RawValue(value.data(), value.size(), rapidjson::kNumberType);
  }
  out.EndObject();
}

void write_latencies(writer& out, const summary& run) {
  key(out, "latency_ms");
  out.StartObject();
  for (const auto& each : latencies(run)) {
    key(out, each.key);
    out.StartObject();
    pair(out, "count", static_cast<double>(each.times->count()));
    pair(out, "mean", each.times->mean_ms());
    pair(out, "p50", each.times->percentile_ms(0.5));
    pair(out, "p90", each.times->percentile_ms(0.9));
    pair(out, "p99", each.times->percentile_ms(0.99));
    pair(out, "p99.9", each.times->percentile_ms(0.999));
    pair(out, "max", each.times->max_ms());
    out.EndObject();
  }
  out.EndObject();
}

void write_faults(writer& out, const fault_log& faults) {
  key(out, "faults");
  out.StartObject();
  for (std::size_t i = 0; i < fault_names.size(); ++i) {
    std::string name = fault_names[i];
    std::ranges::replace(name, ' ', '_');
    key(out, name);
    out.Uint64(faults.count(static_cast<fault>(i)));
  }
  out.EndObject();
  key(out, "examples");
  out.StartArray();
  for (const auto& each : faults.examples())
    text(out, std::string(name_of(each.is)) + ": " + each.words);
  out.EndArray();
}

void write_over_time(writer& out, const timeline& times) {
  key(out, "over_time");
  out.StartArray();
  for (const auto& p : times.points()) {
    out.StartObject();
    pair(out, "at", p.at);
    pair(out, "sent_per_second", p.sent_per_second);
    pair(out, "delivered_per_second", p.delivered_per_second);
    pair(out, "acknowledged_per_second", p.acknowledged_per_second);
    pair(out, "p50_ms", p.p50_ms);
    pair(out, "p99_ms", p.p99_ms);
    pair(out, "max_ms", p.max_ms);
    pair(out, "server_cores", p.server_cores);
    pair(out, "generator_cores", p.generator_cores);
    out.EndObject();
  }
  out.EndArray();
}

} // namespace

std::string report_json(const summary& run) {
  rapidjson::StringBuffer buffer;
  writer out(buffer);
  out.SetIndent(' ', 2);
  out.SetMaxDecimalPlaces(6);
  out.StartObject();
  write_scenario(out, run.wanted.play);
  key(out, "figures");
  out.StartObject();
  for (const auto& each : figures(run))
    pair(out, each.key, each.value);
  out.EndObject();
  write_latencies(out, run);
  write_faults(out, run.faults);
  key(out, "notes");
  out.StartArray();
  for (const auto& each : run.caveats())
    text(out, each);
  out.EndArray();
  write_over_time(out, run.over_time);
  pair(out, "verdict", verdict(run));
  key(out, "exit_code");
  out.Int(run.exit_code());
  out.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

} // namespace snug::load
