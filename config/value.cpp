#include "config/value.hpp"
#include "config/quantity.hpp"
#include "config/toml_text.hpp"
#include <algorithm>
#include <charconv>
#include <string_view>

namespace snug::config {

namespace {

template <class... Ts> struct overloaded : Ts... {
  using Ts::operator()...;
};
// C++20 makes this one up; clang 16, which the fuzz targets are built with, doesn't.
template <class... Ts> overloaded(Ts...) -> overloaded<Ts...>;

std::vector<std::string> split_at(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (;;) {
    const auto end = text.find(separator);
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> out;
  for (auto& each : split_at(text, ',')) {
    const auto first = each.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    out.push_back(each.substr(first, each.find_last_not_of(' ') - first + 1));
  }
  return out;
}

std::string in_words(const value& value) {
  return std::visit(overloaded{
                        [](const table_begins&) { return std::string{"a table"}; },
                        [](const unusable& it) { return it.what; },
                        [](bool it) { return std::string{it ? "true" : "false"}; },
                        [](std::int64_t it) { return std::to_string(it); },
                        [](double it) { return std::to_string(it); },
                        [](const std::string& it) { return toml_text(it); },
                        [](const std::vector<std::string>&) { return std::string{"a list"}; },
                    },
                    value);
}

std::optional<std::uint64_t> number_in(const rule& rule, const value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return *number < 0 ? std::nullopt : std::optional{static_cast<std::uint64_t>(*number)};
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (rule.type == option_type::size) return parse_size(*text);
    if (rule.type == option_type::duration) return parse_duration(*text);
  }
  return std::nullopt;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool fits(const rule& rule, std::string_view text) {
  return text.size() >= rule.least && text.size() <= rule.most && !has_control(text);
}

bool assign_text(const rule& rule, std::string& field, const value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text) return false;
  if (rule.type == option_type::choice) {
    const auto words = split_at(rule.unit, '|');
    if (std::find(words.begin(), words.end(), *text) == words.end()) return false;
  } else if (!fits(rule, *text)) {
    return false;
  }
  field = *text;
  return true;
}

bool assign_list(const rule& rule, std::vector<std::string>& field, const value& value) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  const auto words = rule.unit.empty() ? std::vector<std::string>{} : split_at(rule.unit, '|');
  const auto allowed = [&](const auto& each) {
    return fits(rule, each) && (words.empty() || std::ranges::find(words, each) != words.end());
  };
  if (!list || !std::all_of(list->begin(), list->end(), allowed)) return false;
  field = *list;
  return true;
}

bool assign_flag(bool& field, const value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) field = *flag;
  return std::holds_alternative<bool>(value);
}

template <class Number> bool assign_number(const rule& rule, Number& field, const value& value) {
  const auto number = number_in(rule, value);
  if (!number || *number < rule.least || *number > rule.most) return false;
  field = static_cast<Number>(*number);
  return true;
}

std::string print_bound(const rule& rule, std::uint64_t bound) {
  if (rule.type == option_type::size) return print_size(bound);
  if (rule.type == option_type::duration) return print_duration(bound);
  return std::to_string(bound);
}

std::string bounds(const rule& rule, std::string words) {
  // The largest number TOML can write stands for "no upper bound".
  if (rule.most == static_cast<std::uint64_t>(INT64_MAX))
    return words + (rule.least == 0 ? "" : ", at least " + print_bound(rule, rule.least));
  return words + " from " + print_bound(rule, rule.least) + " to " + print_bound(rule, rule.most);
}

std::string words_of(const rule& rule) {
  std::string words;
  for (const auto& each : split_at(rule.unit, '|'))
    words += (words.empty() ? "" : ", ") + toml_text(each);
  return words;
}

std::string print_number(const rule& rule, std::uint64_t number) {
  if (number == 0 || rule.type == option_type::count) return std::to_string(number);
  return toml_text(print_bound(rule, number));
}

} // namespace

std::string dotted(const std::vector<std::string>& path) {
  std::string out;
  for (const auto& each : path) {
    const bool index =
        !out.empty() && !each.empty() && each.find_first_not_of("0123456789") == std::string::npos;
    if (index) {
      out.append("[").append(each).append("]");
      continue;
    }
    if (!out.empty()) out += '.';
    out += each;
  }
  return out;
}

std::vector<std::string> split(std::string_view dotted_name) { return split_at(dotted_name, '.'); }

value value_from_text(const rule& rule, const std::string& text) {
  if (rule.type == option_type::flag) {
    if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
    if (text == "false" || text == "0" || text == "no" || text == "off") return false;
  }
  if (rule.type == option_type::count) {
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc{} && end == text.data() + text.size()) return number;
  }
  if (rule.type == option_type::list) return comma_list(text);
  return text;
}

std::optional<std::string> assign(const rule& rule, field_ref field, const value& value) {
  const bool done =
      std::visit(overloaded{
                     [&](bool* it) { return assign_flag(*it, value); },
                     [&](std::string* it) { return assign_text(rule, *it, value); },
                     [&](std::vector<std::string>* it) { return assign_list(rule, *it, value); },
                     [&](auto* number) { return assign_number(rule, *number, value); },
                 },
                 field);
  if (done) return std::nullopt;
  return "must be " + describe(rule) + (rule.secret ? "" : ", is " + in_words(value));
}

std::string print_value(const rule& rule, const field_ref& field) {
  return std::visit(overloaded{
                        [](const bool* it) { return std::string{*it ? "true" : "false"}; },
                        [&](const std::string* it) {
                          return rule.secret && !it->empty() ? std::string{"\"********\""} : toml_text(*it);
                        },
                        [](const std::vector<std::string>* it) { return toml_text(*it); },
                        [&](const auto* number) { return print_number(rule, *number); },
                    },
                    field);
}

std::string describe(const rule& rule) {
  switch (rule.type) {
  case option_type::flag:
    return "true or false";
  case option_type::count:
    return bounds(rule, "a whole number");
  case option_type::size:
    return bounds(rule, "a size such as \"64 MiB\"");
  case option_type::duration:
    return bounds(rule, "a duration such as \"30s\"");
  case option_type::text:
    return bounds(rule, "text of") + " bytes without control characters";
  case option_type::list:
    if (!rule.unit.empty()) return "a list of " + words_of(rule);
    return bounds(rule, "a list of texts of") + " bytes each";
  case option_type::choice:
    break;
  }
  return "one of " + words_of(rule);
}

} // namespace snug::config
