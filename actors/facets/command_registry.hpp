#pragma once
#include "actors/model/command_table.hpp"
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::facets {

/// What is known of a command by its number.
struct registered {
  const model::command_spec* spec = nullptr;
  std::uint8_t facet = 0;  ///< index in `all_facets()`; `no_facet` for connection commands
  std::uint16_t place = 0; ///< index in the table it stands in
  bool strangers = false;  ///< one of `stranger_commands`: needs no hello
};
inline constexpr std::uint8_t no_facet = 0xff;

/// Every command there is, numbered once per process: connection commands (hello, room.join, room.leave),
/// those of desks, the facets' tables, and `free_event`, which stands for names the tables don't
/// know. Built on first use; any thread.
class command_registry {
public:
  [[nodiscard]] static const command_registry& get();

  /// By its name on the wire; `free_event` has none.
  [[nodiscard]] std::optional<std::uint16_t> find(std::string_view name) const noexcept;
  /// `verb` must come from this registry.
  [[nodiscard]] const registered& at(std::uint16_t verb) const noexcept { return all_[verb]; }
  [[nodiscard]] std::uint16_t size() const noexcept { return static_cast<std::uint16_t>(all_.size()); }

  [[nodiscard]] std::uint16_t hello() const noexcept { return hello_; }
  [[nodiscard]] std::uint16_t renew() const noexcept { return renew_; }
  [[nodiscard]] std::uint16_t join() const noexcept { return join_; }
  [[nodiscard]] std::uint16_t leave() const noexcept { return leave_; }
  /// An event of the app's own: `publish` with the event's name in `command::free_event` and its data as it
  /// came, whatever that is (its table row has no fields to hold it to). The facet is the one `publish`
  /// belongs to.
  [[nodiscard]] std::uint16_t free_event() const noexcept { return free_event_; }

private:
  command_registry();
  std::uint16_t add(const registered& command);

  std::vector<registered> all_;
  std::unordered_map<std::string_view, std::uint16_t> by_name_;
  std::uint16_t hello_, renew_, join_, leave_, free_event_;
};

} // namespace snug::facets
