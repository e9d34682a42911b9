#pragma once
#include "actors/model/error.hpp"
#include "actors/model/event.hpp"
#include "actors/model/payload.hpp"
#include "transport/profile/name_template.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::profile {

/// Who is at the other end of a connection, as far as a profile needs it.
struct visitor {
  std::string user, name; ///< "" until hello is answered
  std::uint64_t session = 0;
  std::string came; ///< MessagePack `{auth?, query?, path?}`: what its handshake said; "" is nothing
};

/// What a profile's values are taken from; what there is depends on the occasion. Owns nothing.
struct facts {
  model::value data;                        ///< of a command, an event or a reply
  const model::event_view* event = nullptr; ///< what is told
  std::string_view room;
  const name_template* named_by = nullptr; ///< what `captured` are the places of
  const name_template::captured* captured = nullptr;
  model::value args; ///< what a client said
  const visitor* who = nullptr;
  model::value item;                     ///< one of a list
  const model::failure* error = nullptr; ///< why something was refused
  std::int64_t now = 0;                  ///< wall ms
  std::string_view fresh_uuid;           ///< one that nobody has
  model::value node;                     ///< the node in numbers
};

/// Where one value comes from, as a profile writes it: `data.text`, `room.session_id`, `from.user`, `=text`.
/// docs/profiles.md has the list.
struct source {
  enum class root : std::uint8_t {
    constant,
    data,    ///< the data, or a part of it
    room,    ///< the room's name
    capture, ///< a value in the room's name
    from,    ///< the author: {user, name?}, or one of them
    at,      ///< the event's time
    now,     ///< the server's clock
    offset,
    epoch,
    id,     ///< the id of the command
    record, ///< `<epoch>.<offset>` of a durable event
    event,  ///< the event's own name
    args,   ///< what the client said
    auth,   ///< of the handshake
    query,
    path,  ///< of the handshake
    me,    ///< whoever hears it: user, name, session
    item,  ///< one of a list
    error, ///< code, message, field
    fresh, ///< something new: a UUID
    node,  ///< the node in numbers
  };
  enum class clock : std::uint8_t { ms, seconds, iso };

  root is = root::constant;
  std::vector<std::string> path; ///< within it
  std::string constant;          ///< MessagePack
  clock as = clock::ms;
  bool each = false; ///< written with `[]` behind it: a list, each of which is given another shape

  /// What is wrong with it, or nothing.
  [[nodiscard]] static std::optional<std::string> parse(std::string_view written, source& out);
  /// Appends the value as MessagePack; false where there is none.
  [[nodiscard]] bool append(const facts& of, std::string& out) const;
  /// What stands at `path` in `in`, where a number is a place in a list; absent where nothing does.
  [[nodiscard]] static model::value at(model::value in, const std::vector<std::string>& path) noexcept;
};

} // namespace snug::profile
