#pragma once
#include "actors/facets/hook_rows.hpp"
#include "actors/model/command.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::transport::hooks {

/// The JSON a back end is sent of an event:
/// `{number, delivery, event, room, kind, data, epoch, offset, from, at, id?}`.
[[nodiscard]] std::string event_text(std::uint64_t number, std::string_view delivery,
                                     const facets::hook_row& row);

/// Of a command that no table knows: `{command, room?, data, user, name?, guest, admin, session, id?}`.
[[nodiscard]] std::string command_text(const model::command& command);

/// What a handshake brings that a back end is asked about.
struct handshake {
  std::vector<std::pair<std::string, std::string>> headers; ///< the chosen ones, names in lower case
  std::vector<std::pair<std::string, std::string>> query;
};
/// `{headers: {…}, query: {…}}`; of what comes twice, the first.
[[nodiscard]] std::string handshake_text(const handshake& from);

} // namespace snug::transport::hooks
