#pragma once
#include "actors/facets/facet.hpp"
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace snug::facets {

/// Who is in an awake room: users, each with the number of sessions it is here with. Says what changed,
/// gathered over a short while, as lists where few are here and as counts where many are. Times are steady
/// ms.
class roster {
public:
  struct rules {
    std::uint32_t list_up_to = 100; ///< users; above, only the count is told
    std::uint32_t grace_ms = 5'000; ///< who is back within it never left
  };
  static constexpr std::int64_t gather_ms = 250; ///< changes within it are one event
  static constexpr std::int64_t each_ms = 10; ///< or within so much for each who is told, whichever is more
  static constexpr std::int64_t count_ms = 1'000; ///< or this; counts are told this often at most

  explicit roster(rules by)
    : by_(by) {}

  /// `profile`: what else is shown of the user, a map; "" is nothing.
  void joined(std::string_view user, std::string_view name, std::string_view profile, std::int64_t now);
  /// `for_good`: no grace. Returns true where it was the user's last session here.
  bool left(std::string_view user, bool for_good, std::int64_t now);

  /// Something else is shown of a user from now on; nobody is told.
  void show(std::string_view user, std::string_view profile);
  /// Who has gone for good since this was last asked: their grace is over too.
  [[nodiscard]] std::vector<std::string> take_gone() { return std::exchange(gone_, {}); }

  /// What others were told may be wrong: everybody, or their number, is told soon.
  void tell_anew(std::int64_t now);

  [[nodiscard]] std::optional<std::int64_t> wake_at() const;
  void tick(std::int64_t now, effects& out);

  [[nodiscard]] std::size_t online() const noexcept { return people_.size(); }
  [[nodiscard]] bool listed() const noexcept { return people_.size() <= by_.list_up_to; }
  /// Appends a list of everybody: `{user, name?}`.
  void pack_everybody(model::packer& out) const;
  /// `{online, users: [{user, name?, devices}], more}`: at most `limit` users behind `after`.
  [[nodiscard]] std::string page(std::string_view after, std::uint64_t limit) const;

private:
  struct person {
    std::string name;
    std::string profile;
    std::uint32_t devices = 0;
    std::int64_t gone_at = 0; ///< end of its grace while it has no devices
  };
  struct news {
    std::string name;
    std::string profile;
    bool came = false;
  };
  using people = std::map<std::string, person, std::less<>>;

  [[nodiscard]] std::int64_t tell_at(std::int64_t now) const noexcept;
  void remove(people::iterator who, std::int64_t now);
  void changed(const std::string& user, const person& who, bool came, std::int64_t now);
  void tell(std::int64_t now, effects& out);
  void tell_changes(effects& out) const;

  rules by_;
  people people_;
  std::set<std::pair<std::int64_t, std::string>> graces_; ///< end of grace, user
  std::map<std::string, news, std::less<>> news_;         ///< not told yet
  std::optional<std::int64_t> due_;                       ///< when news are told
  bool counted_ = false; ///< receivers have had only counts lately: lists that changed meanwhile are stale
  std::optional<std::int64_t> last_count_;
  std::vector<std::string> gone_;
};

} // namespace snug::facets
