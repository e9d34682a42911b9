#include "clients/load/report/quantities.hpp"
#include <cmath>
#include <cstdio>

namespace snug::load {

std::string count_text(double v) {
  const auto digits = std::to_string(std::llround(std::abs(v)));
  std::string out = v < 0 ? "-" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string fixed_text(double v, int digits) {
  char out[64];
  std::snprintf(out, sizeof out, "%.*f", digits, v);
  return out;
}

std::string ms_text(double ms) { return fixed_text(ms, ms < 10 ? 3 : ms < 1000 ? 1 : 0); }

} // namespace snug::load
