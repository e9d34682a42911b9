#include "config/quantity.hpp"
#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace snug::config {

namespace {

struct unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array size_units{
    unit{"", 1},
    unit{"b", 1},
    unit{"kib", 1ull << 10},
    unit{"mib", 1ull << 20},
    unit{"gib", 1ull << 30},
    unit{"tib", 1ull << 40},
    unit{"kb", 1'000},
    unit{"mb", 1'000'000},
    unit{"gb", 1'000'000'000},
    unit{"tb", 1'000'000'000'000},
};

constexpr std::array duration_units{
    unit{"", 1},           unit{"ms", 1},           unit{"s", 1'000},
    unit{"second", 1'000}, unit{"seconds", 1'000},  unit{"m", 60'000},
    unit{"min", 60'000},   unit{"minute", 60'000},  unit{"minutes", 60'000},
    unit{"h", 3'600'000},  unit{"hour", 3'600'000}, unit{"hours", 3'600'000},
    unit{"d", 86'400'000}, unit{"day", 86'400'000}, unit{"days", 86'400'000},
};

constexpr std::array printed_sizes{
    unit{" TiB", 1ull << 40},
    unit{" GiB", 1ull << 30},
    unit{" MiB", 1ull << 20},
    unit{" KiB", 1ull << 10},
};

constexpr std::array printed_durations{
    unit{"d", 86'400'000},
    unit{"h", 3'600'000},
    unit{"min", 60'000},
    unit{"s", 1'000},
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<std::uint64_t> parse(std::string_view text, std::span<const unit> units) {
  text = trim(text);
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{}) return std::nullopt;
  const auto name = lower(trim(text.substr(static_cast<std::size_t>(end - text.data()))));
  for (const auto& each : units) {
    if (each.name != name) continue;
    if (number > std::numeric_limits<std::uint64_t>::max() / each.factor) return std::nullopt;
    return number * each.factor;
  }
  return std::nullopt;
}

std::string print(std::uint64_t number, std::span<const unit> units, std::string_view smallest) {
  for (const auto& each : units)
    if (number != 0 && number % each.factor == 0)
      return std::to_string(number / each.factor).append(each.name);
  return std::to_string(number).append(smallest);
}

} // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) { return parse(text, size_units); }
std::optional<std::uint64_t> parse_duration(std::string_view text) { return parse(text, duration_units); }
std::string print_size(std::uint64_t bytes) { return print(bytes, printed_sizes, " B"); }
std::string print_duration(std::uint64_t milliseconds) {
  return print(milliseconds, printed_durations, "ms");
}

} // namespace snug::config
