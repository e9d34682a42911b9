#include "clients/load/report/report_table.hpp"
#include "clients/load/report/figures.hpp"
#include "clients/load/report/quantities.hpp"
#include <algorithm>

namespace snug::load {

namespace {

constexpr std::size_t name_width = 46;
constexpr std::size_t cell_width = 11;

std::string left(std::string_view text, std::size_t width) {
  std::string out(text);
  // Letters of several bytes take one column.
  const auto columns = static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  if (columns < width) out.append(width - columns, ' ');
  return out;
}

std::string right(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string figure_text(const figure& f) {
  return f.digits == 0 ? count_text(f.value) : fixed_text(f.value, f.digits);
}

} // namespace

std::string report_table(const summary& run) {
  std::string out = headline(run) + "\n\n";
  if (!run.ran()) return out + verdict(run) + "\n";
  for (const auto& each : figures(run))
    out += left(each.name, name_width) + right(figure_text(each), 2 * cell_width) + "\n";
  const auto times = latencies(run);
  if (!times.empty()) {
    out += "\n" + left("latency, ms", name_width - 2 * cell_width);
    for (const auto* column : {"p50", "p90", "p99", "p99.9", "max", "count"})
      out += right(column, cell_width);
    out += "\n";
  }
  for (const auto& each : times) {
    out += left(each.name, name_width - 2 * cell_width);
    for (const auto share : {0.5, 0.9, 0.99, 0.999})
      out += right(ms_text(each.times->percentile_ms(share)), cell_width);
    out += right(ms_text(each.times->max_ms()), cell_width);
    out += right(count_text(static_cast<double>(each.times->count())), cell_width) + "\n";
  }
  out += "\n" + verdict(run) + "\n";
  for (const auto& each : run.faults.examples())
    out += "  " + std::string(name_of(each.is)) + ": " + each.words + "\n";
  for (const auto& each : run.caveats())
    out += "note: " + each + "\n";
  return out;
}

} // namespace snug::load
