#pragma once
#include <string>
#include <utility>
#include <vector>

namespace snug::load {

/// A chart of lines, drawn as an SVG element that stands in an HTML page by itself.
class svg_chart {
public:
  using point = std::pair<double, double>;
  /// A place on the x axis with what is written there.
  struct tick {
    double at = 0;
    std::string label;
  };

  /// `unit`: of the y axis, which begins at 0.
  svg_chart(std::string title, std::string unit)
    : title_(std::move(title))
    , unit_(std::move(unit)) {}

  /// Points in the order of x. `colour`: any of CSS.
  void add_line(std::string name, std::string colour, std::vector<point> points);
  /// Where there are none, the axis is divided evenly.
  void set_ticks(std::vector<tick> ticks) { ticks_ = std::move(ticks); }

  [[nodiscard]] std::string draw() const;

private:
  struct line {
    std::string name;
    std::string colour;
    std::vector<point> points;
  };
  struct extent {
    double left = 0, right = 1, top = 1;
    [[nodiscard]] double x(double v) const noexcept;
    [[nodiscard]] double y(double v) const noexcept;
  };

  [[nodiscard]] extent measure() const;
  [[nodiscard]] std::vector<tick> x_ticks(const extent& e) const;
  [[nodiscard]] std::string axes(const extent& e) const;
  [[nodiscard]] std::string legend() const;

  std::string title_;
  std::string unit_;
  std::vector<line> lines_;
  std::vector<tick> ticks_;
};

/// `text` with what HTML and SVG would read as markup written out.
[[nodiscard]] std::string escaped(const std::string& text);

} // namespace snug::load
