#pragma once
#include "actors/model/permission.hpp"
#include "actors/model/scope.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace snug::model {

/// A role in a room that a token grants, beside the member row. `room` is a room's name, or its beginning
/// followed by `*`.
struct room_grant {
  std::string room;
  model::role role = role::none;
  friend bool operator==(const room_grant&, const room_grant&) = default;
};

/// Who a command comes from, as the edge found out. Immutable and shared; a value as far as actors are
/// concerned (it holds nothing that could not be written to a wire).
struct identity {
  std::string user; ///< `guest:…`, `local:…`, `service:…`, or a token's `sub`; "": the server itself
  std::string name; ///< shown to others; may be ""
  std::uint64_t session = 0;   ///< 0: none (HTTP, the server itself)
  std::int64_t expires_at = 0; ///< when the token behind it ends, ms since 1970; 0: never
  bool guest = false;
  bool admin = false;         ///< may do what the server may, e.g. send `system` messages
  scopes may;                 ///< of an API key; none for people
  std::int64_t issued_at = 0; ///< when the token was made, ms since 1970; 0: it doesn't say
  std::uint64_t login = 0;    ///< the login of an own account it comes from; 0: none
  std::string token;          ///< names the token or key: its `jti`, or a hash of it; "" for guests
  std::string avatar;         ///< address of a picture; may be ""
  std::string attributes;     ///< MessagePack map of what an app wants others to know; "" for none
  std::vector<room_grant> grants;

  /// The highest role that is granted in a room of this name; `none` where none is.
  [[nodiscard]] role granted_in(std::string_view room) const noexcept;
  /// True where it may change rooms and members whatever its own role is.
  [[nodiscard]] bool manages_rooms() const noexcept { return admin || may.has(scope::rooms); }
  /// True where it may speak for the server: `system` messages.
  [[nodiscard]] bool speaks_as_system() const noexcept { return admin || may.has(scope::publish); }
  /// True where it may look after accounts, sessions and tokens of others.
  [[nodiscard]] bool manages_users() const noexcept { return admin || may.has(scope::users); }
};

using identity_ptr = std::shared_ptr<const identity>;

/// Bytes of `attributes` at most.
inline constexpr std::size_t max_attributes = 1'024;

/// The server itself: `from` is nil in what it says.
[[nodiscard]] const identity_ptr& server_identity();

} // namespace snug::model
