#pragma once
#include "transport/http/message.hpp"
#include "transport/http/url.hpp"
#include "transport/peer.hpp"
#include <string_view>

namespace snug::transport::http {

/// What stands in a request's query; nothing where an escape in it is none.
[[nodiscard]] query_items query_of(const request& r);

/// Where a token may stand: some clients can set no header for a handshake.
enum class token_in { header, header_or_query };

/// What a connection that came as `came` brings to its hello: a token, a ticket.
[[nodiscard]] arrival credentials(const request& r, const query_items& query, const arrival& came,
                                  token_in where);

/// The same of a client of Socket.IO, with the query that its app reads and the device that it recovers as.
[[nodiscard]] arrival engine_credentials(const request& r, const query_items& query, const arrival& came);

/// The session that a request on the path of Socket.IO names; "" where it names none.
[[nodiscard]] std::string_view sid_of(const query_items& query) noexcept;

/// Whether Engine.IO itself puts that into the query, new with every request.
[[nodiscard]] bool is_of_engine(std::string_view item) noexcept;

} // namespace snug::transport::http
