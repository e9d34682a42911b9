#pragma once
#include "actors/model/command_table.hpp"
#include <cstdint>
#include <optional>
#include <string_view>

namespace snug::facets {

/// What is known of a command by its number.
struct registered {
  const model::command_spec* spec = nullptr;
  std::uint8_t facet = 0; ///< index in `all_facets()`; `no_facet` for connection commands and free events
};
inline constexpr std::uint8_t no_facet = 0xff;

/// Every command there is, numbered once per process: connection commands (hello, room.join, room.leave), the
/// facets' tables, and `free_event`, which stands for names the tables don't know. Built on first use; any
/// thread.
class command_registry {
public:
  [[nodiscard]] static const command_registry& get();

  [[nodiscard]] std::optional<std::uint16_t> find(std::string_view name) const noexcept;
  /// `verb` must come from this registry.
  [[nodiscard]] const registered& at(std::uint16_t verb) const noexcept;
  [[nodiscard]] std::uint16_t size() const noexcept;

  [[nodiscard]] std::uint16_t hello() const noexcept { return hello_; }
  [[nodiscard]] std::uint16_t join() const noexcept { return join_; }
  [[nodiscard]] std::uint16_t leave() const noexcept { return leave_; }
  /// An event of the app's own: `publish` with the event's name in `command::free_event` and its data as it
  /// came.
  [[nodiscard]] std::uint16_t free_event() const noexcept { return free_event_; }

private:
  command_registry();
  struct impl;
  const impl* impl_;
  std::uint16_t hello_, join_, leave_, free_event_;
};

} // namespace snug::facets
