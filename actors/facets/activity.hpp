#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::facets {

/// What a user who is in a room does there. `offline` is whoever isn't.
enum class status : std::uint8_t { online, idle, away, offline };
[[nodiscard]] std::string_view name_of(status s) noexcept;

/// Follows how long ago each user of a room did something: online, then idle, then away. Who says to be away
/// with every session is away until one of them does something. Times are steady ms.
class activity {
public:
  struct thresholds {
    std::int64_t idle_ms = 120'000;
    std::int64_t away_ms = 600'000;
  };
  static constexpr std::int64_t gather_ms = 250; ///< changes within it are told together
  explicit activity(thresholds by)
    : by_(by) {}
  activity(activity&&) = default; // not to be copied: `due_` points into `people_`
  activity& operator=(activity&&) = default;

  void joined(std::string_view user, std::uint64_t session, std::int64_t now);
  /// A session went. The user stays, as they are, until `gone`.
  void left(std::string_view user, std::uint64_t session, std::int64_t now);
  void gone(std::string_view user);

  /// A session did something: it is no longer away either.
  void did(std::string_view user, std::uint64_t session, std::int64_t now);
  /// The user did something, with whatever session.
  void did(std::string_view user, std::int64_t now);
  /// A session says that nobody is at it.
  void is_away(std::string_view user, std::uint64_t session, std::int64_t now);

  [[nodiscard]] status of(std::string_view user) const noexcept;
  /// True where this session of theirs is here.
  [[nodiscard]] bool has(std::string_view user, std::uint64_t session) const noexcept;
  /// How many are `s`, of those who are here.
  [[nodiscard]] std::size_t count(status s) const noexcept;
  /// When they last did something; nothing of whoever isn't here.
  [[nodiscard]] std::optional<std::int64_t> last(std::string_view user) const noexcept;

  /// `visit(user, when they last did something)` of everybody.
  template <class Visit> void each(Visit visit) const {
    for (const auto& [user, person] : people_)
      visit(user, person.last);
  }

  [[nodiscard]] std::optional<std::int64_t> wake_at() const;
  /// Whose status is another one than when this last named them, in order; not before it is due.
  [[nodiscard]] std::vector<std::string> changed(std::int64_t now);

private:
  /// A session of theirs. There are few of each user, and many users: a list is smaller than a map.
  struct device {
    std::uint64_t session = 0;
    bool away = false; ///< nobody is at it
  };
  struct person {
    std::int64_t last = 0;
    std::vector<device> devices;
    status now = status::online;
    status told = status::online;
    std::int64_t due = 0; ///< where it stands in `due_`; 0: nowhere
  };
  using people = std::map<std::string, person, std::less<>>;
  using place = people::iterator;
  struct sooner {
    bool operator()(const std::pair<std::int64_t, place>& a,
                    const std::pair<std::int64_t, place>& b) const noexcept {
      return a.first != b.first ? a.first < b.first : a.second->first < b.second->first;
    }
  };
  [[nodiscard]] static device* find(person& who, std::uint64_t session) noexcept;

  void judge(place who, std::int64_t now);
  void expect(place who, std::int64_t at);

  thresholds by_;
  people people_;
  /// When to look at whom. Not moved each time they do something: a look that comes too early finds out when
  /// the next is due.
  std::set<std::pair<std::int64_t, place>, sooner> due_;
  std::set<std::string, std::less<>> news_;
  std::int64_t news_due_ = 0; ///< where there are any
};

} // namespace snug::facets
