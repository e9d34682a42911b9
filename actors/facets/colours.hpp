#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::facets {

/// Which colour stands for which user in a room. A user keeps theirs for as long as it isn't needed more
/// urgently: while there are colours, no two who are here have the same, and whoever comes back gets the one
/// they had. Above that colours are shared. Knows the last holder of each, not who is here.
class colours {
public:
  /// Told apart on light and on dark ground, and in this order as different from each other as may be.
  static constexpr std::array<std::string_view, 24> palette{
      "#e6194b", "#3cb44b", "#4363d8", "#f58231", "#911eb4", "#00a3a3", "#f032e6", "#9a6324",
      "#808000", "#1f77b4", "#d62728", "#2e8b57", "#6a3d9a", "#b8860b", "#c2185b", "#00796b",
      "#5d4037", "#7cb342", "#0277bd", "#ef6c00", "#ad1457", "#455a64", "#8e24aa", "#c0ca33"};

  /// Somebody comes in: their number in the palette, theirs until they give it back.
  [[nodiscard]] std::uint8_t take(std::string_view user);
  /// They went.
  void release(std::string_view user, std::uint8_t number);
  /// What a row says of somebody who isn't here: theirs unless somebody who was seen later has it. `at`: when
  /// that was, ms since 1970. Before anybody comes.
  void remember(std::string_view user, std::uint8_t number, std::int64_t at);

private:
  struct holder {
    std::string user;         ///< who has it, or had it last; "": nobody ever
    std::uint32_t here = 0;   ///< how many have it who are here
    std::int64_t went_at = 0; ///< only its order counts: behind all that rows say
  };
  [[nodiscard]] std::size_t choose(std::string_view user) const noexcept;

  std::array<holder, palette.size()> holders_; ///< by number
  std::int64_t last_went_ = std::int64_t{1} << 62;
};

} // namespace snug::facets
