#pragma once
#include "actors/model/error.hpp"
#include "actors/model/event.hpp"
#include "transport/dialect/json_writer.hpp"
#include <string>

namespace snug::dialect {

/// Appends what a client is told of a failure, as a MessagePack map: code, message, and field, retry_after
/// and current where there are such.
void append_failure(const model::failure& f, std::string& out);

/// Writes whom an event is from, as a JSON object with what the room's kind shows of them; null for the
/// server.
void append_author(const model::event_view& event, json_writer& json);

} // namespace snug::dialect
