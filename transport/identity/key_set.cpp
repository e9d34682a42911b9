#include "transport/identity/key_set.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport {

bool key_set::add(std::string kid, token_key key) {
  const bool known = !kid.empty() && std::ranges::any_of(keys_, [&](const entry& e) {
    return e.kid == kid && e.key.algorithm() == key.algorithm();
  });
  if (known || keys_.size() == max_keys) return false;
  keys_.push_back({std::move(kid), std::move(key)});
  return true;
}

key_set::finding key_set::judge(std::string_view kid, signing_algorithm algorithm, std::string_view message,
                                std::string_view signature) const {
  const bool named = !kid.empty() && std::ranges::any_of(keys_, [&](const entry& e) { return e.kid == kid; });
  auto found = finding::unknown_key;
  for (const auto& [name, key] : keys_) {
    if (named ? name != kid : !kid.empty() && !name.empty()) continue;
    if (key.algorithm() != algorithm) {
      // Its own key isn't there: that others are for something else is no matter.
      if (named || kid.empty()) found = std::max(found, finding::wrong_algorithm);
      continue;
    }
    if (key.verify(message, signature)) return finding::right;
    found = finding::wrong_signature;
  }
  return found;
}

} // namespace snug::transport
