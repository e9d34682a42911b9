#include "clients/load/measure/server_meter.hpp"
#include <algorithm>

namespace snug::load {

server_meter::server_meter(std::optional<pid_t> pid) {
  if (pid) process_.emplace(*pid);
}

bool server_meter::can_read() const { return process_ && process_->anonymous_kib() > 0; }

std::uint64_t server_meter::look_at_memory() {
  const auto now = process_ ? process_->anonymous_kib() : 0;
  memory_.peak = std::max(memory_.peak, now);
  return now;
}

void server_meter::before_connecting() { memory_.before = look_at_memory(); }

void server_meter::after_connecting() { memory_.connected = look_at_memory(); }

void server_meter::sample() { look_at_memory(); }

server_meter::reading server_meter::read() const {
  if (!process_) return {};
  return {process_->cpu_ns(), process_->written_bytes()};
}

} // namespace snug::load
