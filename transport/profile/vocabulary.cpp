#include "transport/profile/vocabulary.hpp"
#include "actors/facets/chapters.hpp"
#include "actors/model/error.hpp"
#include "config/near_miss.hpp"
#include <vector>

namespace snug::profile {

const facets::event_spec* find_event(std::string_view name) {
  for (const auto& chapter : facets::chapters())
    for (const auto& e : chapter.events)
      if (e.name == name) return &e;
  return nullptr;
}

std::string own_path(std::string_view method, const name_template& path) {
  // Pages and sockets, whatever the method; behind the last two anything may stand.
  constexpr std::string_view pages[] = {"/",        "/health",    "/ready", "/status",
                                        "/metrics", "/v1/socket", "/docs",  "/api/v1/openapi.json"};
  const auto fits = [&](std::string_view own, bool whole_path) {
    name_template it;
    return !name_template::parse(own, whole_path, it) && it.overlaps(path);
  };
  for (const auto page : pages)
    if (fits(page, true)) return std::string(page);
  for (const auto* below : {"/socket.io{rest:str}", "/yjs/{rest:str}"})
    if (fits(below, false)) return below;
  if (fits("/socket.io", true)) return "/socket.io";
  for (const auto& chapter : facets::chapters())
    for (const auto& c : chapter.commands) {
      if (c.method != method || c.path.empty()) continue;
      const auto own = "/api/v1" + std::string(c.path);
      if (fits(own, true)) return own;
    }
  return {};
}

bool is_error_code(std::string_view code) {
  for (auto i = 1; i <= static_cast<int>(model::error_code::internal); ++i)
    if (name_of(static_cast<model::error_code>(i)) == code) return true;
  return false;
}

std::string unknown_command(std::string_view name) {
  std::vector<std::string> all;
  for (const auto& chapter : facets::chapters())
    for (const auto& c : chapter.commands)
      if (c.name != "hello") all.emplace_back(c.name);
  return config::unknown("command", name, all);
}

std::string unknown_event(std::string_view name) {
  std::vector<std::string> all;
  for (const auto& chapter : facets::chapters())
    for (const auto& e : chapter.events)
      all.emplace_back(e.name);
  return config::unknown("event of the server", name, all);
}

std::string unknown_field(std::string_view of, std::string_view name, std::span<const model::field> fields) {
  std::vector<std::string> all;
  for (const auto& f : fields)
    all.emplace_back(f.name);
  return config::unknown("field of " + std::string(of), name, all);
}

} // namespace snug::profile
