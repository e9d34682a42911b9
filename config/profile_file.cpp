#include "config/profile_file.hpp"
#include "config/near_miss.hpp"
#include "config/shipped_profiles.hpp"
#include "config/toml_file.hpp"
#include <algorithm>
#include <optional>
#include <utility>

namespace snug::config {

namespace {

bool is_index(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

bool is_path(std::string_view asked) { return asked.find('/') != asked.npos || asked.ends_with(".toml"); }

profile_table& table_of(profile_file& out, const std::string& section, const std::string& label,
                        const std::string& where) {
  const auto found =
      std::find_if(out.tables.begin(), out.tables.end(), [&](const auto& t) { return t.label == label; });
  if (found != out.tables.end()) return *found;
  out.tables.push_back({section, label, where, {}});
  return out.tables.back();
}

/// Which table a value stands in, and its path there.
void take(profile_file& out, const given& each) {
  const auto& path = each.path;
  const bool begins = std::holds_alternative<table_begins>(each.value);
  std::size_t head = 0;
  std::string section, label;
  if (path.size() > 1 && is_index(path[1])) {
    section = path[0];
    label = path[0] + "[" + path[1] + "]";
    head = 2;
  } else if (path.size() > 1 || begins) {
    section = label = path[0];
    head = 1;
  }
  auto& table = table_of(out, section, label, each.where);
  if (!begins)
    table.entries.push_back(
        {{path.begin() + static_cast<std::ptrdiff_t>(head), path.end()}, each.value, each.where});
}

std::optional<file_contents> contents_of(const std::string& asked, const std::string& where,
                                         std::vector<complaint>& complaints) {
  if (is_path(asked)) return read_toml(asked);
  std::vector<std::string> names;
  for (const auto& shipped : shipped_profiles()) {
    if (shipped.name == asked) return parse_toml(shipped.text, "profile " + asked);
    names.emplace_back(shipped.name);
  }
  complaints.push_back({where, "profiles", unknown("profile", asked, names)});
  return std::nullopt;
}

profile_file sorted(file_contents contents, const std::string& name) {
  profile_file out{name, {{"", "", name, {}}}};
  for (const auto& each : contents.values)
    take(out, each);
  return out;
}

/// What `extends` says; nothing where the file doesn't.
const profile_entry* base_of(const profile_file& file) {
  for (const auto& each : file.tables.front().entries)
    if (each.path.size() == 1 && each.path[0] == "extends") return &each;
  return nullptr;
}

} // namespace

profile_file parse_profile(std::string_view text, const std::string& name, const std::string& file,
                           std::vector<complaint>& complaints) {
  auto contents = parse_toml(text, file);
  std::move(contents.complaints.begin(), contents.complaints.end(), std::back_inserter(complaints));
  return sorted(std::move(contents), name);
}

profile_chain read_profile(const std::string& asked, const std::string& where,
                           std::vector<complaint>& complaints) {
  profile_chain chain;
  std::string name = asked, from = where;
  while (true) {
    const auto again =
        std::find_if(chain.begin(), chain.end(), [&](const auto& f) { return f.name == name; });
    if (again != chain.end()) {
      std::string circle;
      for (const auto& f : chain)
        circle += f.name + " → ";
      complaints.push_back({from, "extends", "leads back to itself: " + circle + name});
      return {};
    }
    auto contents = contents_of(name, from, complaints);
    if (!contents) return {};
    if (!contents->complaints.empty()) {
      std::move(contents->complaints.begin(), contents->complaints.end(), std::back_inserter(complaints));
      return {};
    }
    chain.push_back(sorted(*std::move(contents), name));
    const auto* base = base_of(chain.back());
    if (!base) return chain;
    const auto* text = std::get_if<std::string>(&base->content);
    if (!text) {
      complaints.push_back({base->where, "extends", "must be the name or path of a profile"});
      return {};
    }
    from = base->where;
    name = *text;
  }
}

} // namespace snug::config
