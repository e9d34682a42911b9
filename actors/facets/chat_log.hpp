#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// Talk that lasts: `message.send` and the room's history. The log record is the message; there are no other
/// rows.
class chat_log final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  /// `message.history`: a page of everything the room was told, not of messages alone, so that a client can
  /// put it beside the events it received. `event.list`: the same from a position on.
  [[nodiscard]] model::result<std::string> read(const rule_context& context, const model::command& command,
                                                const model::arguments& args,
                                                const model::row_source& rows) const override;
};

/// The facet's row in the list of facets.
[[nodiscard]] const facet& chat_log_facet() noexcept;

} // namespace snug::facets
