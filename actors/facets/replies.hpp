#pragma once
#include "actors/facets/facet.hpp"
#include <string>
#include <string_view>

namespace snug::facets {

/// `{offset, epoch, at}`: where the log has what a durable command said.
[[nodiscard]] std::string receipt(std::uint64_t offset, std::uint64_t epoch, std::int64_t at);
/// Of the first told record that a decision in `context` leads to.
[[nodiscard]] std::string receipt(const rule_context& context);

/// `{}`
[[nodiscard]] std::string empty_reply();

/// Appends `{user, name?}`, and the entries of `profile` (a map, "" is none).
void pack_user(model::packer& out, std::string_view user, std::string_view name,
               std::string_view profile = {});

/// Appends the entries of `map`, without its head; nothing where it is none.
void pack_entries(model::packer& out, model::value map);

/// A refusal; `field` names the field of the command it is about.
[[nodiscard]] model::failure refuse(model::error_code code, std::string message, std::string field = {});

/// The one answer for a room that isn't there and for one that may not be seen.
[[nodiscard]] model::failure no_such_room();

/// Fields of a receipt, for answer tables.
inline constexpr model::field receipt_fields[] = {
    {"offset", model::field_type::integer, true, 0, 0, "the event's number in the room"},
    {"epoch", model::field_type::integer, true, 0, 0, "the life of the log that the number belongs to"},
    {"at", model::field_type::integer, true, 0, 0, "ms since 1970"},
};

} // namespace snug::facets
