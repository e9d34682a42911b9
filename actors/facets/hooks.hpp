#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// What a back end is told of: events that the configuration chose (`kind.hooks`) are put into a queue of
/// rows in the transaction that makes them true, and taken out when the back end has them
/// (`transport/hooks`).
class hooks final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
  void follows(const room_facts& room, const model::record& record,
               std::vector<follow_up>& behind) const override;
  [[nodiscard]] model::result<std::string> read(const rule_context& context, const model::command& command,
                                                const model::arguments& args,
                                                const model::row_source& rows) const override;
};

[[nodiscard]] const facet& hooks_facet() noexcept;

} // namespace snug::facets
