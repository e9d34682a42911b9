#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// Invitations into a room: of users, who find them in their inbox and in `invitation.mine`, and links, whose
/// token lets in whoever has it until it ends or is used up. Nobody invites to a role that isn't below their
/// own. An invitation is two rows, one at the room, which counts, and one at the user; what is kept of a
/// link's token is a fingerprint.
class invitations final : public rules {
public:
  /// Pending ones of a room.
  static constexpr std::size_t most_pending = 256;

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

[[nodiscard]] const facet& invitations_facet() noexcept;

} // namespace snug::facets
