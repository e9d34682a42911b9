#pragma once
#include "actors/model/kind.hpp"
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace snug::facets {

/// The kinds of rooms by name. Immutable once built; shared by all threads.
class kinds {
public:
  void add(model::kind kind);
  /// Nothing where there is no such kind; a room whose kind was taken out of the configuration is
  /// `unavailable`.
  [[nodiscard]] const model::kind* find(std::string_view name) const noexcept;
  /// How many rooms a user may be a member of and still make one.
  void set_max_rooms(std::size_t most) noexcept { max_rooms_ = most; }
  [[nodiscard]] std::size_t max_rooms() const noexcept { return max_rooms_; }
  /// Rooms whose name begins with `prefix` are of that kind and come into being when somebody joins them. The
  /// longest prefix counts.
  void add_name_rule(std::string prefix, std::string kind);
  /// The kind that a name rule gives to a room of this name, `announcements` to the room `everyone`; nothing
  /// where none does.
  [[nodiscard]] const model::kind* by_name(std::string_view room) const noexcept;
  [[nodiscard]] auto begin() const noexcept { return kinds_.begin(); }
  [[nodiscard]] auto end() const noexcept { return kinds_.end(); }

private:
  std::map<std::string, model::kind, std::less<>> kinds_;
  std::map<std::string, std::string, std::less<>> name_rules_;
  std::size_t max_rooms_ = 500;
};

} // namespace snug::facets
