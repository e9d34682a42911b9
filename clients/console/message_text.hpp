#pragma once
#include "clients/cpp/codec.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace snug::console {

/// An event with bytes of its own.
struct told_event {
  std::string name, room, data, user, display_name, id;
  std::uint64_t offset = 0;
  std::int64_t at = 0;

  [[nodiscard]] static told_event copy_of(const client::incoming_event& event);
  /// An entry of `message.history`'s answer.
  [[nodiscard]] static told_event from_history(const model::value& entry, const std::string& room);
};

/// "12:05:09", local time; `at` in ms since 1970.
[[nodiscard]] std::string clock_text(std::int64_t at);
/// What a user is called: the name where there is one, else the id; safe for a terminal.
[[nodiscard]] std::string who_text(std::string_view user, std::string_view name);
/// "[12:05:09] ada: hello", or for events that aren't messages "[12:05:09] ada * name {data}"; safe for a
/// terminal.
[[nodiscard]] std::string message_text(const told_event& event);
/// The event as one line of JSON.
[[nodiscard]] std::string json_of(const told_event& event);
/// The names in a list of {user, name?}.
[[nodiscard]] std::vector<std::string> names_in(const model::value& users, std::string_view except_user = {});
/// "ada, bob and cleo".
[[nodiscard]] std::string enumerate(const std::vector<std::string>& names);

} // namespace snug::console
