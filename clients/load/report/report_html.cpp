#include "clients/load/report/report_html.hpp"
#include "clients/load/report/figures.hpp"
#include "clients/load/report/quantities.hpp"
#include "clients/load/report/svg_chart.hpp"
#include "clients/load/scenario_fields.hpp"
#include <algorithm>
#include <cmath>

namespace snug::load {

namespace {

constexpr const char* colours[] = {"#2166ac", "#b2182b", "#4d9221", "#762a83", "#e08214"};
constexpr std::size_t most_points = 400; ///< of a line: more can't be seen

constexpr const char* style = R"(
body { font: 15px/1.5 sans-serif; color: #222; background: #fff; max-width: 800px; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.4em } h2 { font-size: 1.1em; margin-top: 2em }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #ddd; padding: .25em .5em; text-align: right; font-variant-numeric: tabular-nums }
td:first-child, th:first-child { text-align: left }
.good { background: #e6f4e1 } .bad { background: #fbe3e4 } .note { background: #fff4d6 }
.good, .bad, .note { padding: .5em .8em; margin: .5em 0 }
svg { width: 100%; height: auto }
)";

std::string box(const char* kind, const std::string& words) {
  return std::string("<p class=\"") + kind + "\">" + escaped(words) + "</p>\n";
}

std::string row(const std::vector<std::string>& cells, const char* tag = "td") {
  std::string out = "<tr>";
  for (const auto& each : cells)
    out += std::string("<") + tag + ">" + escaped(each) + "</" + tag + ">";
  return out + "</tr>\n";
}

std::string figure_table(const summary& run) {
  std::string out = "<table>\n";
  for (const auto& each : figures(run))
    out += row({std::string(each.name),
                each.digits == 0 ? count_text(each.value) : fixed_text(each.value, each.digits)});
  return out + "</table>\n";
}

std::string latency_table(const summary& run) {
  std::string out = "<table>\n" + row({"ms", "p50", "p90", "p99", "p99.9", "max", "count"}, "th");
  for (const auto& each : latencies(run)) {
    const auto& t = *each.times;
    out += row({std::string(each.name), ms_text(t.percentile_ms(0.5)), ms_text(t.percentile_ms(0.9)),
                ms_text(t.percentile_ms(0.99)), ms_text(t.percentile_ms(0.999)), ms_text(t.max_ms()),
                count_text(static_cast<double>(t.count()))});
  }
  return out + "</table>\n";
}

/// Percentiles against how rare they are: each unit to the right is ten times rarer.
std::string latency_curve(const summary& run) {
  svg_chart chart("Latency by percentile", "ms");
  chart.set_ticks({{0, "0 %"}, {1, "90 %"}, {2, "99 %"}, {3, "99.9 %"}, {4, "99.99 %"}});
  std::size_t colour = 0;
  for (const auto& each : latencies(run)) {
    std::vector<svg_chart::point> points;
    constexpr double last = 4, step = 0.05;
    const auto known = std::log10(static_cast<double>(each.times->count()));
    for (double nines = 0; nines <= std::min(last, known); nines += step)
      points.emplace_back(nines, each.times->percentile_ms(1 - std::pow(10, -nines)));
    // Connecting takes its own time, which would flatten what the load is about.
    const bool about_load = each.key == "delivery" || each.key == "acknowledgement";
    if (about_load || !run.wanted.play.talks())
      chart.add_line(std::string(each.name), colours[colour++ % std::size(colours)], std::move(points));
  }
  return chart.draw();
}

using member = double timeline::point::*;

/// What a chart would draw too densely is brought down to its largest values.
std::vector<svg_chart::point> over_time(const timeline& times, member what) {
  std::vector<svg_chart::point> out;
  const auto& all = times.points();
  const auto each = std::max<std::size_t>(1, (all.size() + most_points - 1) / most_points);
  for (std::size_t i = 0; i < all.size(); i += each) {
    svg_chart::point p{all[i].at, 0};
    for (std::size_t k = i; k < std::min(all.size(), i + each); ++k)
      p.second = std::max(p.second, all[k].*what);
    out.push_back(p);
  }
  return out;
}

struct wanted_line {
  const char* name;
  member what;
};

std::string chart_over_time(const summary& run, const char* title, const char* unit,
                            std::initializer_list<wanted_line> lines) {
  svg_chart chart(title, unit);
  std::size_t colour = 0;
  for (const auto& each : lines) {
    auto points = over_time(run.over_time, each.what);
    const bool has_any = std::ranges::any_of(points, [](const auto& p) { return p.second > 0; });
    if (has_any) chart.add_line(each.name, colours[colour % std::size(colours)], std::move(points));
    ++colour;
  }
  return chart.draw();
}

std::string charts(const summary& run) {
  std::string out;
  if (!latencies(run).empty()) out += "<h2>Latency</h2>\n" + latency_table(run) + latency_curve(run) + "\n";
  if (run.over_time.points().empty()) return out;
  out += "<h2>Over time</h2>\n";
  using p = timeline::point;
  if (run.wanted.play.talks()) {
    out += chart_over_time(run, "Throughput", "per s",
                           {{"delivered", &p::delivered_per_second},
                            {"sent", &p::sent_per_second},
                            {"acknowledged", &p::acknowledged_per_second}});
    out += chart_over_time(run, "Latency of deliveries", "ms",
                           {{"p50", &p::p50_ms}, {"p99", &p::p99_ms}, {"max", &p::max_ms}});
  }
  return out + chart_over_time(run, "Cores in use", "cores",
                               {{"server", &p::server_cores}, {"generator", &p::generator_cores}});
}

std::string scenario_table(const scenario& s) {
  std::string out = "<h2>Scenario</h2>\n<table>\n";
  for (const auto& field : scenario_fields())
    out += row({std::string(field.name), field.get(s)});
  return out + "</table>\n";
}

} // namespace

std::string report_html(const summary& run) {
  std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>";
  out += escaped("snug-load " + run.wanted.play.name) + "</title>\n<style>" + style +
         "</style>\n</head>\n<body>\n";
  out += "<h1>" + escaped(headline(run)) + "</h1>\n";
  out += box(run.sound() ? "good" : "bad", verdict(run));
  for (const auto& each : run.faults.examples())
    out += box("bad", std::string(name_of(each.is)) + ": " + each.words);
  for (const auto& each : run.caveats())
    out += box("note", each);
  out += figure_table(run) + charts(run) + scenario_table(run.wanted.play);
  return out + "</body>\n</html>\n";
}

} // namespace snug::load
