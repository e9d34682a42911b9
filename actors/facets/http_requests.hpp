#pragma once
#include "actors/model/command_table.hpp"

namespace snug::facets {

// What is asked over HTTP alone: several commands in one request. Here because the command table is one.
enum publish_many_field : std::size_t {
  many_rooms,
  many_event,
  many_data,
  many_durable,
  many_key,
  many_retain
};
inline constexpr model::field publish_many_fields[] = {
    {"rooms", model::field_type::list, true, 0, 65'536, "names of rooms, at most 100"},
    {"event", model::field_type::text, true, 1, 64, "its name; not one of the server's own"},
    {"data", model::field_type::any, false, 0, 1u << 20, "whatever it says; nil where not given"},
    {"durable", model::field_type::boolean, false, 0, 0, "true: logged in each room, with an offset"},
    {"key", model::field_type::text, false, 1, 128, "as for publish"},
    {"retain", model::field_type::boolean, false, 0, 0, "as for publish"},
};
inline constexpr std::size_t most_rooms = 100;
inline constexpr model::field publish_many_answer[] = {
    {"results", model::field_type::list, true, 0, 0,
     "{room, ok} or {room, error} for each room, in the order asked; ok is what publish answers"},
};
inline constexpr model::command_spec http_requests[] = {
    {.name = "publish.many",
     .in_room = false,
     .way = model::lane::live,
     .durable_if = "durable",
     .fields = publish_many_fields,
     .needs = model::permission::publish,
     .method = "POST",
     .path = "/publish",
     .answer = publish_many_answer,
     .help = "Tells several rooms the same event of the app's own. Each is judged by itself."},
};
static_assert(model::sane(http_requests));

} // namespace snug::facets
