#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// Events for later: kept as rows, told by the server when they are due, each once, crash or not.
class schedule final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
  [[nodiscard]] model::result<std::string> read(const rule_context& context, const model::command& command,
                                                const model::arguments& args,
                                                const model::row_source& rows) const override;
};

[[nodiscard]] const facet& schedule_facet() noexcept;

} // namespace snug::facets
