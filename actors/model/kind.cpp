#include "actors/model/kind.hpp"
#include "actors/model/word_list.hpp"

namespace snug::model {

std::string_view name_of(access a) noexcept { return word_at(access_names, static_cast<std::size_t>(a)); }

std::optional<access> access_of(std::string_view name) noexcept {
  const auto place = place_of(name, access_names);
  if (!place) return std::nullopt;
  return static_cast<access>(*place);
}

} // namespace snug::model
