#include "transport/http/route_table.hpp"
#include "actors/facets/command_registry.hpp"
#include "transport/http/url.hpp"
#include <algorithm>

namespace snug::transport::http {

namespace {

bool is_brace(std::string_view segment) noexcept { return segment.starts_with('{'); }

} // namespace

void allow_also(std::string& allow, std::string_view method) {
  if (allow.find(method) != allow.npos) return;
  allow.append(allow.empty() ? "" : ", ").append(method);
  if (method == "GET") allow.append(", HEAD");
}

route_table::route_table(const std::vector<row>& rows) {
  for (const auto& row : rows) {
    const auto segments = segments_of(row.path);
    auto at =
        std::find_if(places_.begin(), places_.end(), [&](const auto& p) { return p.segments == segments; });
    if (at == places_.end()) {
      const auto braces = static_cast<std::size_t>(std::count_if(segments.begin(), segments.end(), is_brace));
      at = places_.insert(places_.end(), place{segments, braces, {}});
    }
    at->verbs.emplace(row.method, row.verb);
  }
  std::stable_sort(places_.begin(), places_.end(),
                   [](const auto& a, const auto& b) { return a.braces < b.braces; });
}

route_table route_table::of_commands() {
  const auto& registry = facets::command_registry::get();
  std::vector<row> rows;
  for (std::uint16_t verb = 0; verb < registry.size(); ++verb)
    if (const auto& spec = *registry.at(verb).spec; !spec.path.empty())
      rows.push_back({spec.method, spec.path, verb});
  return route_table(rows);
}

bool route_table::fits(const place& p, const std::vector<std::string_view>& segments) noexcept {
  return std::equal(
      p.segments.begin(), p.segments.end(), segments.begin(), segments.end(),
      [](auto wanted, auto given) { return is_brace(wanted) ? !given.empty() : wanted == given; });
}

route_table::match route_table::find(std::string_view method, std::string_view path) const {
  match out;
  const auto asked = method == "HEAD" ? std::string_view("GET") : method;
  const auto segments = segments_of(path);
  for (const auto& p : places_) {
    if (!fits(p, segments)) continue;
    const auto verb = p.verbs.find(asked);
    if (verb == p.verbs.end()) {
      out.came = match::what::no_method;
      for (const auto& [name, number] : p.verbs)
        allow_also(out.allow, name);
      continue; // a row with more braces may have the method
    }
    out.came = match::what::found;
    out.verb = verb->second;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (!is_brace(p.segments[i])) continue;
      auto decoded = percent_decoded(segments[i]);
      if (!decoded) {
        out.came = match::what::bad_escape;
        return out;
      }
      out.captured.emplace_back(p.segments[i].substr(1, p.segments[i].size() - 2), std::move(*decoded));
    }
    return out;
  }
  return out;
}

} // namespace snug::transport::http
