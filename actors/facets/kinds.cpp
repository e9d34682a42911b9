#include "actors/facets/kinds.hpp"
#include <utility>

namespace snug::facets {

void kinds::add(model::kind kind) {
  auto name = kind.name;
  kinds_.insert_or_assign(std::move(name), std::move(kind));
}

const model::kind* kinds::find(std::string_view name) const noexcept {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : &found->second;
}

} // namespace snug::facets
