#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace snug::model {

/// The `i`-th word of `words`, which are separated by '|'; "" behind the last.
[[nodiscard]] constexpr std::string_view word_at(std::string_view words, std::size_t i) noexcept {
  for (; i > 0; --i) {
    const auto bar = words.find('|');
    if (bar == std::string_view::npos) return {};
    words.remove_prefix(bar + 1);
  }
  return words.substr(0, words.find('|'));
}

/// Where `word` stands among `words`; nothing where it doesn't.
[[nodiscard]] constexpr std::optional<std::size_t> place_of(std::string_view word,
                                                            std::string_view words) noexcept {
  for (std::size_t i = 0; !word_at(words, i).empty(); ++i)
    if (word_at(words, i) == word) return i;
  return std::nullopt;
}

} // namespace snug::model
