#pragma once
#include "actors/facets/facet.hpp"
#include <map>
#include <string>

namespace snug::facets {

/// Who types just now. A typist who says nothing more stops by itself; changes are gathered and told as the
/// whole list, so a lost or replaced event does no harm. Times are steady ms.
class typists {
public:
  static constexpr std::int64_t gather_ms = 250;
  static constexpr std::size_t most = 64; ///< shown at once; whoever types besides isn't

  explicit typists(std::uint32_t typing_ms)
    : typing_ms_(typing_ms) {}

  /// `where`: what they type in, as the app names it; "" where it doesn't say.
  void start(std::string_view user, std::string_view name, std::string_view where, std::int64_t now);
  void stop(std::string_view user, std::int64_t now);
  /// What they typed was sent. A record brings no steady time: the change is due as of the last one heard of.
  void said_it(std::string_view user) { stop(user, heard_); }

  /// What others were told may be wrong: the list is told soon, whatever it is.
  void tell_anew(std::int64_t now);

  [[nodiscard]] std::size_t count() const noexcept { return typing_.size(); }
  [[nodiscard]] std::optional<std::int64_t> wake_at() const;
  void tick(std::int64_t now, effects& out);

  /// The list as everybody was last told: `{user, name?, where?}`. What a late comer starts from: told
  /// something newer, it would miss that a change was taken back before it was told.
  [[nodiscard]] const std::string& told() const noexcept { return told_; }

private:
  [[nodiscard]] std::string packed() const;

  struct typist {
    std::string name;
    std::string where;
    std::int64_t until = 0;
  };

  std::uint32_t typing_ms_;
  std::map<std::string, typist, std::less<>> typing_;
  std::optional<std::int64_t> due_;
  std::int64_t heard_ = 0;
  std::string told_ = packed(); ///< "" where nobody knows
};

} // namespace snug::facets
