#pragma once
#include "store/ports/engine.hpp"

namespace snug::store {

/// From schema 1: room rows say whether the room is archived and how many seats it has, public rooms are
/// listed, members are counted, and each has a row at the user's side.
[[nodiscard]] trouble members_know_their_rooms(write_transaction& rows);

} // namespace snug::store
