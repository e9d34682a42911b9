#pragma once
#include "actors/facets/event_table.hpp"
#include "actors/model/command_table.hpp"
#include "transport/profile/name_template.hpp"
#include <span>
#include <string>
#include <string_view>

namespace snug::profile {

/// The row of one of the server's own events; nullptr where there is none of that name.
[[nodiscard]] const facets::event_spec* find_event(std::string_view name);

/// The server's own path that a request of this method may mean as well; "" where there is none.
[[nodiscard]] std::string own_path(std::string_view method, const name_template& path);
[[nodiscard]] bool is_error_code(std::string_view code);

// What a profile is told that names something that isn't there, with a guess at what was meant.
[[nodiscard]] std::string unknown_command(std::string_view name);
[[nodiscard]] std::string unknown_event(std::string_view name);
[[nodiscard]] std::string unknown_field(std::string_view of, std::string_view name,
                                        std::span<const model::field> fields);

} // namespace snug::profile
