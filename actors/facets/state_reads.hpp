#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// What can be asked of the shared state. Each returns the reply's data; pages are bounded in entries and
/// bytes.

[[nodiscard]] model::result<std::string> read_state(const rule_context& context, const model::arguments& args,
                                                    const model::row_source& rows);
[[nodiscard]] std::string read_state_history(const rule_context& context, const model::arguments& args,
                                             const model::row_source& rows);
[[nodiscard]] std::string list_state_snapshots(const rule_context& context, const model::row_source& rows);
[[nodiscard]] model::result<std::string>
compare_states(const rule_context& context, const model::arguments& args, const model::row_source& rows);

} // namespace snug::facets
