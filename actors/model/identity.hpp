#pragma once
#include <cstdint>
#include <memory>
#include <string>

namespace snug::model {

/// Who a command comes from, as the edge found out. Immutable and shared; a value as far as actors are
/// concerned (it holds nothing that could not be written to a wire).
struct identity {
  std::string user;            ///< `guest:…`, `local:…`, or a token's `sub`; "" is the server itself
  std::string name;            ///< shown to others; may be ""
  std::uint64_t session = 0;   ///< 0: none (HTTP, the server itself)
  std::int64_t expires_at = 0; ///< when the token behind it ends, ms since 1970; 0: never
  bool guest = false;
  bool admin = false; ///< may do what the server may, e.g. send `system` messages
};

using identity_ptr = std::shared_ptr<const identity>;

/// The server itself: `from` is nil in what it says.
[[nodiscard]] const identity_ptr& server_identity();

} // namespace snug::model
