#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// A room's shared state: keys with MessagePack values, versioned. The last writer wins per key, by the time
/// an edit was made; what it replaced is kept in a history, whole states by name.
class shared_state final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
  [[nodiscard]] std::string again(const model::record& first, std::uint64_t epoch) const override;
  [[nodiscard]] model::result<std::string> read(const rule_context& context, const model::command& command,
                                                const model::arguments& args,
                                                const model::row_source& rows) const override;
};

[[nodiscard]] const facet& shared_state_facet() noexcept;

} // namespace snug::facets
