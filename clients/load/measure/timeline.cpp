#include "clients/load/measure/timeline.hpp"

namespace snug::load {

void timeline::begin(std::uint64_t now, const tally& so_far, cpu used) {
  begin_ = last_ = now;
  counts_ = so_far.count;
  cpu_ = used;
}

const timeline::point& timeline::step(std::uint64_t now, tally& so_far, cpu used) {
  const auto ns = static_cast<double>(now - last_);
  const auto per_second = [ns](std::uint64_t after, std::uint64_t before) {
    return ns > 0 ? static_cast<double>(after - before) / ns * 1e9 : 0;
  };
  const auto cores = [ns](std::uint64_t after, std::uint64_t before) {
    return ns > 0 && after > before ? static_cast<double>(after - before) / ns : 0;
  };
  const auto& c = so_far.count;
  point p;
  p.at = static_cast<double>(now - begin_) / 1e9;
  p.sent_per_second = per_second(c.sent, counts_.sent);
  p.delivered_per_second = per_second(c.delivered, counts_.delivered);
  p.acknowledged_per_second = per_second(c.acknowledged, counts_.acknowledged);
  p.p50_ms = so_far.interval.percentile_ms(0.5);
  p.p99_ms = so_far.interval.percentile_ms(0.99);
  p.max_ms = so_far.interval.max_ms();
  p.server_cores = cores(used.server, cpu_.server);
  p.generator_cores = cores(used.generator, cpu_.generator);
  points_.push_back(p);
  so_far.interval.clear();
  last_ = now;
  counts_ = c;
  cpu_ = used;
  return points_.back();
}

} // namespace snug::load
