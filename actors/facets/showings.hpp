#pragma once
#include "actors/facets/facet.hpp"
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace snug::facets {

/// What sessions show others of themselves: cursor, selection, what they look at, an app's own fields. Each
/// change is told as all that the session shows, so a lost or replaced event does no harm; a session's
/// changes are told a while apart at least, the last one always. Times are steady ms.
class showings {
public:
  struct limits {
    std::int64_t apart_ms = 50;
    std::size_t bytes = 1'024; ///< of what one session shows
  };
  explicit showings(limits by)
    : by_(by) {}

  /// The fields of the map `data` that a session may show; nil takes one away. `too_large` where it would
  /// show too much.
  [[nodiscard]] std::optional<model::failure> show(const occupant& who, std::string_view data,
                                                   std::int64_t now);
  /// A session does something that says so much of it: all that it shows from now on, as far as there is
  /// room for it; "": nothing. Who has said what they show is left alone.
  void find_out(const occupant& who, std::string_view data, std::int64_t now);
  /// A session went: what it showed is gone.
  void gone(const occupant& who, std::int64_t now);
  /// From now on nothing is told, or everything again: what was shown meanwhile is told at once.
  void tell(bool wanted, std::int64_t now);

  [[nodiscard]] std::optional<std::int64_t> wake_at() const;
  /// What sessions said of themselves goes to `effects::shows` too.
  void tick(std::int64_t now, effects& out);

  /// Appends a list of what sessions show: `{user, session, cursor?, …}`; those of users from `first` to
  /// `last`.
  void pack(model::packer& out, std::string_view first, std::string_view last) const;
  /// Of everybody.
  void pack(model::packer& out) const;
  [[nodiscard]] std::size_t size() const noexcept { return shown_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
  static constexpr std::array<std::string_view, 4> fields{"cursor", "selection", "looking_at", "fields"};
  enum field : std::size_t { cursor, selection, looking_at, own_fields };
  using place = std::pair<std::string, std::uint64_t>; ///< user, session
  struct shown {
    std::array<std::string, fields.size()> values; ///< MessagePack, "": not shown
    model::return_address from;
    std::string name;
    bool said = false;        ///< by the session itself
    std::int64_t told_at = 0; ///< 0: never
    std::int64_t due = 0;     ///< 0: there is nothing to tell
  };
  using all_shown = std::map<place, shown>;

  [[nodiscard]] static bool empty(const shown& what) noexcept;
  [[nodiscard]] static std::size_t size_of(const shown& what) noexcept;
  static void pack_one(model::packer& out, const place& at, const shown& what);
  void pack(model::packer& out, all_shown::const_iterator first, all_shown::const_iterator last) const;
  void put(const occupant& who, all_shown::iterator known, shown next, std::int64_t now);
  void expect(all_shown::iterator which, std::int64_t at);

  limits by_;
  bool wanted_ = true;
  all_shown shown_;
  std::set<std::pair<std::int64_t, place>> due_;
  std::size_t bytes_ = 0;
};

} // namespace snug::facets
