#include "config/metrics.hpp"
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace snug::config {

metrics::metrics()
  : registry_(std::make_unique<prometheus::Registry>()) {}
metrics::~metrics() = default;

prometheus::Counter& metrics::counter(const std::string& name, const std::string& help,
                                      const labels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(*registry_).Add(labels);
}

prometheus::Gauge& metrics::gauge(const std::string& name, const std::string& help, const labels& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add(labels);
}

prometheus::Histogram& metrics::histogram(const std::string& name, const std::string& help,
                                          const std::vector<double>& buckets, const labels& labels) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_).Add(labels, buckets);
}

std::string metrics::exposition() const {
  return prometheus::TextSerializer{}.Serialize(registry_->Collect());
}

} // namespace snug::config
