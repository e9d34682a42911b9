#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// How far members have read. Sending a message writes nothing per member: unread is what the log's end is
/// ahead of a member's mark. A mark begins where the member came in, and goes forward only.
class marks final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
};

[[nodiscard]] const facet& marks_facet() noexcept;

} // namespace snug::facets
