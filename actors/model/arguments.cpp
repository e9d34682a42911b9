#include "actors/model/entry_cursor.hpp"
#include "actors/model/payload.hpp"
#include <string>

namespace snug::model {

namespace {

std::string at_most(std::uint64_t max, std::string_view unit) {
  return "must be at most " + std::to_string(max) + std::string(unit);
}

std::string at_least(std::uint64_t min, std::string_view unit) {
  return "must be at least " + std::to_string(min) + std::string(unit);
}

/// A bound of 0 above is no bound.
std::optional<std::string> check_size(std::size_t size, const field& f) {
  if (size < f.min) return at_least(f.min, f.min == 1 ? " byte" : " bytes");
  if (f.max != 0 && size > f.max) return at_most(f.max, f.max == 1 ? " byte" : " bytes");
  return std::nullopt;
}

std::optional<std::string> check_text(const value& v, const field& f) {
  const auto text = v.text();
  if (!text) return "must be a string";
  return check_size(text->size(), f);
}

std::optional<std::string> check_bytes(const value& v, const field& f) {
  const auto bytes = v.bytes();
  if (!bytes) return "must be bytes";
  return check_size(bytes->size(), f);
}

std::optional<std::string> check_integer(const value& v, const field& f) {
  const auto number = v.uint();
  if (!number && v.integer()) return at_least(f.min, "");
  if (!number) return "must be an integer";
  if (*number < f.min) return at_least(f.min, "");
  if (f.max != 0 && *number > f.max) return at_most(f.max, "");
  return std::nullopt;
}

std::string one_of(std::string_view choices) {
  std::string rule = "must be one of ";
  for (const char c : choices) {
    if (c == '|')
      rule += ", ";
    else
      rule += c;
  }
  return rule;
}

std::optional<std::string> check_choice(const value& v, const field& f) {
  const auto text = v.text();
  if (!text) return "must be a string";
  for (auto rest = f.choices;;) {
    const auto bar = rest.find('|');
    if (rest.substr(0, bar) == *text) return std::nullopt;
    if (bar == std::string_view::npos) return one_of(f.choices);
    rest.remove_prefix(bar + 1);
  }
}

/// The rule of `f` that `v` breaks.
std::optional<std::string> check(const value& v, const field& f) {
  switch (f.type) {
  case field_type::text:
    return check_text(v, f);
  case field_type::bytes:
    return check_bytes(v, f);
  case field_type::integer:
    return check_integer(v, f);
  case field_type::number:
    if (!v.number()) return "must be a number";
    return std::nullopt;
  case field_type::boolean:
    if (!v.boolean()) return "must be true or false";
    return std::nullopt;
  case field_type::choice:
    return check_choice(v, f);
  case field_type::map:
    if (!v.is_map()) return "must be a map";
    return check_size(v.raw().size(), f);
  case field_type::list:
    if (!v.is_array()) return "must be a list";
    return check_size(v.raw().size(), f);
  case field_type::any:
    return check_size(v.raw().size(), f);
  }
  return std::nullopt;
}

void collect(value data, std::span<const field> fields, arguments& out) {
  entry_cursor entries(data);
  while (entries.next()) {
    if (entries.content().is_nil()) continue;
    for (std::size_t i = 0; i < fields.size() && i < max_fields; ++i) {
      if (fields[i].name != entries.key()) continue;
      out.at[i] = entries.content();
      break;
    }
  }
}

} // namespace

std::optional<complaint> read_arguments(std::string_view data, std::span<const field> fields,
                                        arguments& out) {
  out = {};
  const value whole(data);
  if (whole.present() && !whole.is_nil() && !whole.is_map()) return complaint{"data", "must be a map"};
  collect(whole, fields, out);
  for (std::size_t i = 0; i < fields.size() && i < max_fields; ++i) {
    if (!out.has(i)) {
      if (fields[i].required) return complaint{std::string(fields[i].name), "is missing"};
      continue;
    }
    if (auto rule = check(out.at[i], fields[i]))
      return complaint{std::string(fields[i].name), std::move(*rule)};
  }
  return std::nullopt;
}

} // namespace snug::model
