#include "clients/load/report/svg_chart.hpp"
#include "clients/load/report/quantities.hpp"
#include <algorithm>
#include <cmath>
#include <iterator>

namespace snug::load {

namespace {

constexpr double width = 760, height = 300;
constexpr double margin_left = 76, margin_right = 28, margin_top = 44, margin_bottom = 34;
constexpr int y_steps = 5;
constexpr int x_steps = 8;

std::string at(double v) { return fixed_text(v, 1); }

/// 1, 2 or 5 times a power of ten, not below `v`.
double round_up(double v) {
  if (v <= 0) return 1;
  const auto power = std::pow(10.0, std::floor(std::log10(v)));
  for (const auto step : {1.0, 2.0, 2.5, 5.0})
    if (v <= step * power) return step * power;
  return 10 * power;
}

std::string number(double v, double step) {
  if (step >= 1) return count_text(v);
  return fixed_text(v, static_cast<int>(std::ceil(-std::log10(step))) + 1);
}

std::string text(double x, double y, const char* anchor, const std::string& words) {
  return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" text-anchor=\"" + anchor + "\">" + escaped(words) +
         "</text>";
}

std::string stroke(double x1, double y1, double x2, double y2, const char* colour) {
  return "<line x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) +
         "\" stroke=\"" + colour + "\"/>";
}

} // namespace

std::string escaped(const std::string& text) {
  std::string out;
  for (const auto c : text)
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    default:
      out += c;
    }
  return out;
}

void svg_chart::add_line(std::string name, std::string colour, std::vector<point> points) {
  lines_.push_back({std::move(name), std::move(colour), std::move(points)});
}

double svg_chart::extent::x(double v) const noexcept {
  const auto share = right > left ? (v - left) / (right - left) : 0;
  return margin_left + share * (width - margin_left - margin_right);
}

double svg_chart::extent::y(double v) const noexcept {
  return height - margin_bottom - v / top * (height - margin_top - margin_bottom);
}

svg_chart::extent svg_chart::measure() const {
  extent e{1e300, -1e300, 0};
  for (const auto& each : lines_)
    for (const auto& [x, y] : each.points) {
      e.left = std::min(e.left, x);
      e.right = std::max(e.right, x);
      e.top = std::max(e.top, y);
    }
  if (e.left > e.right) e = {0, 1, 0};
  e.top = round_up(e.top / y_steps) * y_steps;
  return e;
}

std::vector<svg_chart::tick> svg_chart::x_ticks(const extent& e) const {
  std::vector<tick> out;
  std::ranges::copy_if(ticks_, std::back_inserter(out), [&e](const tick& t) { return t.at <= e.right; });
  if (!ticks_.empty()) return out;
  const auto step = round_up((e.right - e.left) / x_steps);
  for (auto v = std::ceil(e.left / step) * step; v <= e.right + step / 1000; v += step)
    out.push_back({v, number(v, step)});
  return out;
}

std::string svg_chart::axes(const extent& e) const {
  std::string out;
  const auto step = e.top / y_steps;
  for (int i = 0; i <= y_steps; ++i) {
    const auto y = e.y(i * step);
    out += stroke(margin_left, y, width - margin_right, y, i == 0 ? "#888" : "#ddd");
    out += text(margin_left - 8, y + 4, "end", number(i * step, step));
  }
  for (const auto& tick : x_ticks(e)) {
    const auto x = e.x(tick.at);
    out += stroke(x, height - margin_bottom, x, height - margin_bottom + 5, "#888");
    out += text(x, height - margin_bottom + 20, "middle", tick.label);
  }
  return out + text(margin_left - 8, margin_top - 12, "end", unit_);
}

std::string svg_chart::legend() const {
  std::string out;
  auto x = margin_left + 12;
  for (const auto& each : lines_) {
    out += "<rect x=\"" + at(x) + "\" y=\"26\" width=\"10\" height=\"10\" fill=\"" + each.colour + "\"/>";
    out += text(x + 15, 35, "start", each.name);
    x += 34 + 7.5 * static_cast<double>(each.name.size());
  }
  return out;
}

std::string svg_chart::draw() const {
  const auto e = measure();
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + at(width) + " " +
                    at(height) +
                    "\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\"><title>" +
                    escaped(title_) + "</title>";
  out += "<text x=\"" + at(margin_left) + "\" y=\"16\" font-weight=\"bold\">" + escaped(title_) + "</text>";
  out += axes(e) + legend();
  for (const auto& each : lines_) {
    out += "<polyline fill=\"none\" stroke-width=\"1.8\" stroke=\"" + each.colour + "\" points=\"";
    for (const auto& [x, y] : each.points)
      out += at(e.x(x)) + "," + at(e.y(y)) + " ";
    out += "\"/>";
  }
  return out + "</svg>";
}

} // namespace snug::load
