#pragma once
#include "actors/facets/sessions.hpp"
#include "actors/model/position.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::actors {

/// The rooms that a session comes back to, as its row has them or is about to have them. A room is written
/// down before it is joined: whoever was told that they are in is in again after a crash.
class kept_rooms {
public:
  /// Whoever joins stands at `where`; `missed`: what the reply says is gone.
  struct entry {
    facets::kept_room where;
    std::optional<model::gap> missed;
  };

  /// Takes over what was read.
  void recall(std::vector<facets::kept_room> rooms) { rooms_ = std::move(rooms); }
  /// A room that is about to be joined from `entry`; false where that is written down already.
  bool begin(entry next);
  /// How the room of this name is joined; nothing where that wasn't begun.
  [[nodiscard]] const entry* entering(std::string_view name) const noexcept;
  /// The join came to an end, whatever came of it.
  void settle() noexcept { entering_.reset(); }
  /// True where the room was there.
  bool forget(std::string_view name);
  /// The client went for good: nobody comes back to them.
  void end();
  /// There is no way back to any of them: whoever comes back begins anew.
  void cut_off() noexcept;

  [[nodiscard]] const facets::kept_room* find(std::string_view name) const noexcept;
  [[nodiscard]] const std::vector<facets::kept_room>& all() const noexcept { return rooms_; }

private:
  std::vector<facets::kept_room> rooms_;
  std::optional<entry> entering_;
};

} // namespace snug::actors
