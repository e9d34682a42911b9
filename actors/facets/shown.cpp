#include "actors/facets/shown.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"

namespace snug::facets {

std::string shown_of(const model::identity& who, const std::vector<std::string>& shows) {
  if (shows.empty() || (who.avatar.empty() && who.attributes.empty())) return {};
  const model::value attributes(who.attributes);
  model::packer pairs;
  std::uint32_t count = 0;
  for (const auto& name : shows) {
    if (name == "avatar") {
      if (who.avatar.empty()) continue;
      pairs.text(name).text(who.avatar);
    } else {
      // Nobody is another user, or called otherwise, by an attribute.
      const auto value = attributes.find(name);
      if (name == "user" || name == "name" || !value.present()) continue;
      pairs.text(name).raw(value.raw());
    }
    ++count;
  }
  if (count == 0) return {};
  model::packer p;
  p.map(count);
  return std::move(p).str() + pairs.str();
}

} // namespace snug::facets
