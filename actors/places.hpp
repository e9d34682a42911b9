#pragma once
#include "actors/model/key.hpp"
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace snug::actors {

/// A room as a session knows it.
struct place {
  model::key room;
  bool joined = false;
  bool held = false; ///< the room holds this user while the journal decides about them
};

/// The rooms of one session by name, and the current one: the last joined, for commands that name none.
class places {
public:
  [[nodiscard]] place* find(std::string_view name) noexcept;
  /// Remembers a room; nothing where the session has `limit` or more.
  [[nodiscard]] place* add(const std::string& name, model::key room, std::size_t limit);
  /// The room let it in; remembers it anew where it was put out while it was on its way back in.
  void joined(const std::string& name, model::key room);
  void left(std::string_view name);

  [[nodiscard]] const std::string& current() const noexcept { return current_; }
  [[nodiscard]] auto begin() const noexcept { return rooms_.begin(); }
  [[nodiscard]] auto end() const noexcept { return rooms_.end(); }
  void clear();

private:
  std::map<std::string, place, std::less<>> rooms_;
  std::string current_;
};

} // namespace snug::actors
