#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// Rooms themselves: making one (`room.create`), getting or making the one there is of something
/// (`room.ensure`, `room.direct`, `room.inbox`), changing, archiving and deleting it. Whoever makes a room
/// owns it; an admin's room has the members it names. Who isn't an admin chooses no names: their rooms get
/// names that can't be guessed, and a ref of theirs is theirs alone, so that nobody learns of rooms they
/// can't see.
class rooms final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<founding> found(const naming_context& context, const model::command& command,
                                              const model::arguments& args) const override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
};

[[nodiscard]] const facet& rooms_facet() noexcept;

/// Takes over into `room` what a record says about the room itself. Returns true where it may have changed
/// what its members or visitors may do.
[[nodiscard]] bool take_over(const model::record& record, room_facts& room);
/// The record with which a room is gone.
[[nodiscard]] bool is_end_of_room(const model::record& record) noexcept;

} // namespace snug::facets
