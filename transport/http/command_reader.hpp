#pragma once
#include "actors/model/command.hpp"
#include "actors/model/result.hpp"
#include "transport/http/message.hpp"
#include "transport/http/route_table.hpp"

namespace snug::transport::http {

/// Makes a request into the command its route asks for: room and fields from the path, fields from the query
/// (as text, read by the type of the field) and from the body (a JSON object), held to the table row; the
/// command's id from `Idempotency-Key`. A field that stands in two places is refused. `from` and `who` are
/// left to the caller. Any thread.
[[nodiscard]] model::result<model::command> read_command(const request& r, const route_table::match& route);

/// The same by the row `spec`, which need not be the route's; the command has no verb then.
[[nodiscard]] model::result<model::command> read_fields(const request& r, const route_table::match& route,
                                                        const model::command_spec& spec);

} // namespace snug::transport::http
