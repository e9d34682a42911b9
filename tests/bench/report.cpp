#include "tests/bench/report.hpp"
#include <algorithm>
#include <cstdio>

namespace snug::bench {

namespace {

std::string number(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string target_text(const report::row& row) {
  switch (row.want) {
  case report::wish::at_most:
    return "<= " + number(row.target, row.decimals);
  case report::wish::at_least:
    return ">= " + number(row.target, row.decimals);
  case report::wish::none:
    break;
  }
  return "-";
}

/// Bytes of ASCII only are in the cells, so size is width.
std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

} // namespace

void report::add(std::string_view id, std::string_view column, double value) {
  values_[{std::string(id), std::string(column)}].push_back(value);
}

const report::values* report::find(const row& row, const std::string& column) const {
  const auto it = values_.find(std::pair{row.id, column});
  return it == values_.end() ? nullptr : &it->second;
}

report::summary report::summarise(values all) {
  std::sort(all.begin(), all.end());
  const auto middle = all.size() / 2;
  const auto median = all.size() % 2 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
  return {median, all.front(), all.back()};
}

std::optional<bool> report::met(const row& row) const {
  const auto* got = find(row, columns_.front());
  if (!got || row.want == wish::none) return std::nullopt;
  const auto median = summarise(*got).median;
  return row.want == wish::at_most ? median <= row.target : median >= row.target;
}

bool report::all_met() const {
  return std::all_of(rows_.begin(), rows_.end(), [this](const row& r) { return met(r).value_or(true); });
}

std::vector<std::string> report::cells_of(const row& row) const {
  std::vector<std::string> cells{row.title};
  for (const auto& column : columns_) {
    const auto* got = find(row, column);
    if (!got) {
      cells.emplace_back("-");
      continue;
    }
    const auto [median, least, most] = summarise(*got);
    auto text = number(median, row.decimals);
    if (got->size() > 1) text += " (" + number(least, row.decimals) + "-" + number(most, row.decimals) + ")";
    cells.push_back(std::move(text));
  }
  cells.push_back(target_text(row));
  const auto verdict = met(row);
  cells.emplace_back(!verdict ? "" : *verdict ? "met" : "MISSED");
  return cells;
}

std::string report::table() const {
  std::vector<std::vector<std::string>> lines{{""}};
  for (const auto& column : columns_)
    lines.front().push_back(column);
  lines.front().insert(lines.front().end(), {"DESIGN 15", ""});
  for (const auto& row : rows_) {
    const bool measured =
        std::any_of(columns_.begin(), columns_.end(), [&](const auto& c) { return find(row, c) != nullptr; });
    if (measured) lines.push_back(cells_of(row));
  }
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], line[i].size());
  std::string out;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i)
      out += padded(line[i], widths[i] + 2);
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
  }
  return out;
}

std::string report::json() const {
  std::string out = "{";
  for (const auto& row : rows_) {
    std::string columns;
    for (const auto& column : columns_) {
      const auto* got = find(row, column);
      if (!got) continue;
      columns += (columns.empty() ? "" : ", ") + ("\"" + column + "\": [");
      for (std::size_t i = 0; i < got->size(); ++i)
        columns += (i ? ", " : "") + number((*got)[i], 4);
      columns += "]";
    }
    if (columns.empty()) continue;
    out += (out.size() > 1 ? ",\n" : "\n") + ("  \"" + row.id + "\": {" + columns);
    if (row.want != wish::none)
      out += std::string(", \"") + (row.want == wish::at_most ? "at_most" : "at_least") +
             "\": " + number(row.target, 4) + ", \"met\": " + (met(row).value_or(true) ? "true" : "false");
    out += "}";
  }
  return out + "\n}\n";
}

} // namespace snug::bench
