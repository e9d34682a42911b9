#include "actors/facets/chapters.hpp"
#include "actors/facets/connection_commands.hpp"
#include "actors/facets/desk_commands.hpp"
#include "actors/facets/facet.hpp"
#include "actors/facets/identity_commands.hpp"
#include <algorithm>
#include <array>

namespace snug::facets {

using model::field;
using model::field_type;

namespace {

constexpr std::array type_names{"text",   "bytes", "integer", "number", "boolean",
                                "choice", "map",   "list",    "any"};
constexpr std::array lane_names{"connection", "read", "live", "durable", "desk"};
constexpr std::array rate_names{"signal", "talk", "heavy"};

} // namespace

std::vector<chapter> chapters() {
  std::vector<chapter> all{{"connection", connection_commands, connection_events},
                           {"logging in", stranger_commands, {}},
                           {"identity", identity_commands, {}},
                           {"publishing", publishing_commands, {}},
                           {"hooks of a back end", hook_commands, {}}};
  for (const auto& facet : all_facets())
    all.push_back({facet.name, facet.judge->commands(), facet.events});
  return all;
}

std::string_view word_of(field_type t) noexcept { return type_names[static_cast<std::size_t>(t)]; }
std::string_view word_of(model::lane l) noexcept { return lane_names[static_cast<std::size_t>(l)]; }
std::string_view word_of(model::rate_class r) noexcept { return rate_names[static_cast<std::size_t>(r)]; }

std::string_view word_of(model::permission needs) noexcept { return model::name_of(needs); }

std::string replaced(std::string_view text, char what, std::string_view by) {
  std::string out;
  for (const char c : text) {
    if (c == what)
      out += by;
    else
      out += c;
  }
  return out;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const auto part : parts)
    out += part;
  return out;
}

std::string bounds_of(const field& f) {
  if (f.type == field_type::choice) return replaced(f.choices, '|', ", ");
  if (f.min == 0 && f.max == 0) return {};
  const std::string_view unit = f.type == field_type::integer ? "" : " bytes";
  if (f.max == 0) return joined({"from ", std::to_string(f.min), unit});
  if (f.min == 0) return joined({"at most ", std::to_string(f.max), unit});
  return joined({std::to_string(f.min), " to ", std::to_string(f.max), unit});
}

bool in_path(const model::command_spec& c, std::string_view name) noexcept {
  for (auto rest = c.path; !rest.empty();) {
    const auto open = rest.find('{');
    if (open == rest.npos) return false;
    const auto close = rest.find('}', open);
    if (rest.substr(open + 1, close - open - 1) == name) return true;
    rest.remove_prefix(close + 1);
  }
  return false;
}

} // namespace snug::facets
