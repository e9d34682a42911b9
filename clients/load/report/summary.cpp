#include "clients/load/report/summary.hpp"
#include <cstdio>

namespace snug::load {

namespace {

constexpr double busy_generator = 0.9; ///< of a core
constexpr double many_late = 0.01;     ///< of the messages sent

std::string percent(const char* before, double share, const char* behind) {
  char out[200];
  std::snprintf(out, sizeof out, "%s%.1f %%%s", before, share * 100, behind);
  return out;
}

double per(double what, double count) { return count > 0 ? what / count : 0; }

} // namespace

double summary::cpu_us_per_delivery() const noexcept {
  return per(server_cpu_s * 1e6, static_cast<double>(measured.delivered));
}

double summary::cpu_us_per_connection() const noexcept { return per(server_connecting_cpu_s * 1e6, came_in); }

double summary::kib_per_connection() const noexcept {
  const auto growth =
      static_cast<double>(server_memory.connected) - static_cast<double>(server_memory.before);
  return growth > 0 ? per(growth, came_in) : 0;
}

double summary::late_share() const noexcept {
  return per(static_cast<double>(measured.late), static_cast<double>(measured.sent));
}

std::vector<std::string> summary::caveats() const {
  std::vector<std::string> out;
  if (generator_cores >= busy_generator)
    out.push_back(percent("the generator was itself the bottleneck: it used ", generator_cores,
                          " of a core; rates and latencies are its own"));
  if (late_share() > many_late)
    out.push_back(percent("the generator was itself the bottleneck: it sent ", late_share(),
                          " of its messages more than 1 ms late"));
  if (numbers.count.held_back > 0)
    out.push_back("the server read less than was offered: " + std::to_string(numbers.count.held_back) +
                  " messages were not sent because sockets took no more");
  return out;
}

} // namespace snug::load
