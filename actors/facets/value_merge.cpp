#include "actors/facets/value_merge.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/packer.hpp"
#include <map>

namespace snug::facets {

namespace {

/// Writes `patch` merged into `target`. Neither is nested deeper than the payload profile allows.
void merge(model::packer& out, model::value target, model::value patch) {
  if (!patch.is_map()) {
    out.raw(patch.raw());
    return;
  }
  std::map<std::string_view, model::value> changes;
  for (model::entry_cursor e(patch); e.next();)
    changes.emplace(e.key(), e.content());
  model::packer entries;
  std::uint32_t count = 0;
  const auto put = [&](std::string_view key, model::value before, model::value change) {
    if (change.is_nil()) return;
    ++count;
    entries.text(key);
    merge(entries, before, change);
  };
  for (model::entry_cursor e(target); e.next();) {
    const auto change = changes.find(e.key());
    if (change == changes.end()) {
      ++count;
      entries.text(e.key()).raw(e.content().raw());
      continue;
    }
    put(e.key(), e.content(), change->second);
    changes.erase(change);
  }
  for (model::entry_cursor e(patch); e.next();)
    if (changes.contains(e.key())) put(e.key(), {}, e.content());
  out.map(count);
  if (count > 0) out.raw(entries.str()); // nothing is not nil
}

} // namespace

std::string merged(model::value target, model::value patch) {
  model::packer out;
  merge(out, target, patch);
  return std::move(out).str();
}

} // namespace snug::facets
