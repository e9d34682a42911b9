#include "transport/profile/field_tree.hpp"
#include "actors/model/pack.hpp"
#include <utility>

namespace snug::profile {

field_tree::field& field_tree::at(std::string_view key) {
  for (auto& f : fields_)
    if (f.key == key) return f;
  fields_.push_back({std::string(key), {}, {}});
  return fields_.back();
}

void field_tree::put(std::string_view key, std::string value) {
  auto& place = at(key);
  if (place.value.empty() && place.inside.empty()) place.value = std::move(value);
}

void field_tree::append(std::string_view key, std::string value) {
  fields_.push_back({std::string(key), std::move(value), {}});
}

field_tree* field_tree::inside(const std::vector<std::string>& path) {
  auto* at_path = this;
  for (const auto& part : path) {
    auto& place = at_path->at(part);
    if (!place.value.empty()) return nullptr;
    at_path = &place.inside;
  }
  return at_path;
}

void field_tree::put(const std::vector<std::string>& path, std::size_t from, std::string value) {
  if (from + 1 == path.size()) return put(std::string_view(path[from]), std::move(value));
  auto& place = at(path[from]);
  if (place.value.empty()) place.inside.put(path, from + 1, std::move(value));
}

void field_tree::pack(std::string& out) const {
  model::pack::map(out, static_cast<std::uint32_t>(fields_.size()));
  for (const auto& f : fields_) {
    model::pack::text(out, f.key);
    f.value.empty() ? f.inside.pack(out) : void(out.append(f.value));
  }
}

} // namespace snug::profile
