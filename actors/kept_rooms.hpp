#pragma once
#include "actors/facets/sessions.hpp"
#include "actors/model/position.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::actors {

/// The rooms that a session comes back to, as its row has them or is about to have them. A room is written
/// down before it is joined: whoever was told that they are in is in again after a crash.
class kept_rooms {
public:
  /// A room on its way to be joined.
  struct entry {
    std::string name;
    model::position stands;           ///< events after it follow
    std::optional<model::gap> missed; ///< what the reply says is gone
  };

  /// Takes over what was read. `stands`: where to go on in each, if it is exact.
  void recall(std::vector<facets::kept_room> rooms, std::vector<std::uint64_t> stands);
  /// A room is about to be joined, which is to be written down. `way_back`: its log counts by the store's
  /// numbers.
  void begin(entry next, bool way_back);
  /// One that was recalled is about to be joined from where the client stands.
  void go_on(std::string_view name);
  /// How the room of this name is joined; nothing where that wasn't begun.
  [[nodiscard]] const entry* entering(std::string_view name) const noexcept;
  /// The join came to an end, whatever came of it; true where one was begun.
  bool settle() noexcept { return std::exchange(entering_, std::nullopt).has_value(); }
  /// True where the room was there.
  bool forget(std::string_view name);
  /// The client went for good: nobody comes back to them.
  void end();
  /// There is no way back to any of them: whoever comes back begins anew.
  void cut_off() noexcept;

  [[nodiscard]] const std::vector<facets::kept_room>& all() const noexcept { return rooms_; }

private:
  std::vector<facets::kept_room> rooms_;
  std::vector<std::uint64_t> stands_; ///< of those that were recalled
  std::optional<entry> entering_;
};

} // namespace snug::actors
