#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::bench {

/// Collects what was measured, repetition by repetition, and prints it beside what DESIGN §15 asks for.
class report {
public:
  enum class wish { none, at_most, at_least };

  /// One line of the table.
  struct row {
    std::string id; ///< in JSON
    std::string title;
    wish want = wish::none;
    double target = 0;
    int decimals = 2;
  };

  /// `columns`: the servers, the first being the one the targets are for.
  report(std::vector<std::string> columns, std::vector<row> rows)
    : columns_(std::move(columns))
    , rows_(std::move(rows)) {}

  /// One repetition's value. `id` is one of the rows', `column` one of the columns.
  void add(std::string_view id, std::string_view column, double value);

  /// A table of medians with min–max, the target, and whether it was met.
  [[nodiscard]] std::string table() const;
  /// The same with every single value.
  [[nodiscard]] std::string json() const;
  /// True where no target was missed by the first column (rows without values count as met).
  [[nodiscard]] bool all_met() const;

private:
  struct summary {
    double median, least, most;
  };
  using values = std::vector<double>;

  [[nodiscard]] const values* find(const row& row, const std::string& column) const;
  [[nodiscard]] static summary summarise(values all);
  [[nodiscard]] std::optional<bool> met(const row& row) const;
  [[nodiscard]] std::vector<std::string> cells_of(const row& row) const;

  std::vector<std::string> columns_;
  std::vector<row> rows_;
  std::map<std::pair<std::string, std::string>, values, std::less<>> values_;
};

} // namespace snug::bench
