#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// Who lastingly belongs to a room, and as what. Who acts must stand strictly above those it acts on and
/// above the role it gives; an owner may act on everybody else and give any role. Nobody changes their own
/// standing but by leaving, which an owner can't, and by giving the room away: so a room that has an owner
/// keeps one, without counting them. The server (and admins) may do everything.
class members final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  [[nodiscard]] bool takes_away(const model::command& command, const model::arguments& args,
                                const standing& row) const override;
  void apply(const model::record& record, model::rows& rows) const override;
  /// The user's side of a membership.
  void follows(const room_facts& room, const model::record& record,
               std::vector<follow_up>& behind) const override;
  [[nodiscard]] model::result<std::string> read(const rule_context& context, const model::command& command,
                                                const model::arguments& args,
                                                const model::row_source& rows) const override;
};

[[nodiscard]] const facet& members_facet() noexcept;

} // namespace snug::facets
