#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// Rooms as one looks at them: one by name, those one is a member of, public ones that match a text.
class room_lists final : public rules {
public:
  /// Of a user's rooms, so many are looked at, and of public ones per page.
  static constexpr std::size_t most_rooms = 2'000;

  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<std::string> read(const rule_context& context, const model::command& command,
                                                const model::arguments& args,
                                                const model::row_source& rows) const override;
};

[[nodiscard]] const facet& room_lists_facet() noexcept;

} // namespace snug::facets
