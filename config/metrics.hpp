#pragma once
#include <map>
#include <memory>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <string>
#include <vector>

namespace prometheus {
class Registry;
}

namespace snug::config {

/// One node's metrics. What is handed out lives as long as the registry and may be used on any thread. Asking
/// again for the same name and labels gives the same metric.
class metrics {
public:
  using labels = std::map<std::string, std::string>;

  metrics();
  ~metrics();
  metrics(const metrics&) = delete;
  metrics& operator=(const metrics&) = delete;

  /// Only grows: `snug_commands_total`.
  [[nodiscard]] prometheus::Counter& counter(const std::string& name, const std::string& help,
                                             const labels& = {});
  /// Goes up and down: `snug_connections`.
  [[nodiscard]] prometheus::Gauge& gauge(const std::string& name, const std::string& help,
                                         const labels& = {});
  /// How often which size: `snug_sync_seconds`. `buckets`: upper bounds, ascending, in the unit of the name.
  [[nodiscard]] prometheus::Histogram& histogram(const std::string& name, const std::string& help,
                                                 const std::vector<double>& buckets, const labels& = {});

  /// All of them in Prometheus' text format. Any thread.
  [[nodiscard]] std::string exposition() const;

private:
  std::unique_ptr<prometheus::Registry> registry_;
};

} // namespace snug::config
