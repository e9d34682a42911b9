#pragma once
#include "actors/model/error.hpp"
#include "actors/model/permission.hpp"
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace snug::model {

/// The way a command takes through the server (DESIGN §4).
enum class lane : std::uint8_t {
  connection, ///< answered by the connection or session itself (hello, room.join, room.leave)
  read,       ///< answered from a snapshot by the reader pool
  live,       ///< answered by the awake room
  durable,    ///< decided by the journal
  desk, ///< answered by the identity desk (who may come in), which has rows written in the server's name
};

/// What a field may hold. `text` is UTF-8, bounded in bytes; `any` is any payload value, bounded in encoded
/// bytes; `choice` is a text out of a list.
enum class field_type : std::uint8_t { text, bytes, integer, number, boolean, choice, map, list, any };

/// One field of a command's data or reply. `min` and `max` bound a text's or value's bytes or an integer's
/// value.
struct field {
  std::string_view name;
  field_type type = field_type::any;
  bool required = false;
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  std::string_view help;
  std::string_view choices = {}; ///< for `choice`: the allowed texts, separated by '|'
};

/// Counted against a user's budget: cheap signs of life, ordinary talk, or dear work.
enum class rate_class : std::uint8_t { signal, talk, heavy };

/// Whose rows a command that takes no room is about.
enum class about : std::uint8_t {
  given_user, ///< the user in its field `user`; only the server itself says it
  own_user,   ///< whoever says it
  new_room,   ///< a room that its rules name and that may not be there yet
};

/// A row of the command table. Everything a command is to validation, REST, OpenAPI and the reference follows
/// from it.
struct command_spec {
  std::string_view name;           ///< `noun.verb`
  bool in_room = true;             ///< false: takes no room
  about whose = about::given_user; ///< where it takes no room
  /// Also for those who can't see the room: its rules alone judge them, and answer a stranger as if there
  /// were no room. Its first field, if any, is what a stranger may know (a code, a token); guessing it is
  /// slow.
  bool for_strangers = false;
  lane way = lane::durable;
  std::string_view durable_if = {}; ///< fields, `|` between: true or given, it is durable
  bool holds = false; ///< may take something away from the user named in field "user": goes to the room first
  /// Takes something away from everybody where the field of this name is given ("*": always): goes to the
  /// room first.
  std::string_view holds_all_if = {};
  /// Durable, and decided by what was said live before it too: an awake room's view hands that in first.
  bool behind_view = false;
  std::span<const field> fields;
  permission needs = permission::none;
  rate_class rate = rate_class::talk;
  std::string_view method = {}; ///< HTTP method and path; "" where there is no route
  std::string_view path = {};
  std::span<const field> answer;
  std::string_view help;
};

/// What is wrong with a command's data: the field and the rule it breaks.
struct complaint {
  std::string field;
  std::string rule;
  friend bool operator==(const complaint&, const complaint&) = default;
};

/// The `bad_request` that tells a client of it: its message is "<field> <rule>".
[[nodiscard]] failure refuse(complaint what);

/// For `static_assert`: names are unique, bounds in order, help present, at most `max_fields` fields.
inline constexpr std::size_t max_fields = 16;
constexpr bool sane(std::span<const command_spec> table) {
  for (const auto& c : table) {
    if (c.name.empty() || c.help.empty() || c.fields.size() > max_fields) return false;
    if (c.method.empty() != c.path.empty()) return false;
    for (std::size_t i = 0; i < c.fields.size(); ++i) {
      const auto& f = c.fields[i];
      if (f.name.empty() || f.help.empty() || f.min > f.max) return false;
      if ((f.type == field_type::choice) == f.choices.empty()) return false;
      for (std::size_t k = 0; k < i; ++k)
        if (c.fields[k].name == f.name) return false;
    }
  }
  return true;
}

} // namespace snug::model
