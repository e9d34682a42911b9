#pragma once
#include "actors/model/command.hpp"
#include "actors/model/result.hpp"
#include "transport/http/message.hpp"
#include "transport/http/route_table.hpp"
#include <string>

namespace snug::transport::http {

/// The `room.join` that a request for a room's stream of server-sent events asks for. Where it goes on is
/// `<epoch>.<offset>`: in `Last-Event-ID`, as browsers send it when they come back, or in the query as
/// `since`.
[[nodiscard]] model::result<model::command> read_stream_request(request r, const route_table::match& route);

/// The head of the answer that the stream follows; `more`: headers besides its own.
[[nodiscard]] std::string stream_head(const std::vector<std::pair<std::string, std::string>>& more);

} // namespace snug::transport::http
