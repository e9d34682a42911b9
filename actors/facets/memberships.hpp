#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// A user's side of things, in rows of the user's own partition: the rooms the user is a member of
/// (`membership.keep`, which the server says behind every change of a member), and whom the user doesn't want
/// to hear from. Who is blocked can't begin a direct room with the user, and is mute in the one there is.
class memberships final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<founding> found(const naming_context& context, const model::command& command,
                                              const model::arguments& args) const override;
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

/// The command with which the server ends a user's side of a membership: the room is gone.
[[nodiscard]] model::command membership_ends(std::string_view user, model::key room);

[[nodiscard]] const facet& memberships_facet() noexcept;

} // namespace snug::facets
