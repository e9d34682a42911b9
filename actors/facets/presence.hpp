#pragma once
#include "actors/facets/facet.hpp"
#include "actors/facets/roster.hpp"
#include "actors/facets/typists.hpp"

namespace snug::facets {

/// Who is in the room and who is typing: nothing of it is kept, so the rules are a command table alone.
class presence final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
};

/// Presence of an awake room.
class presence_view final : public view {
public:
  explicit presence_view(const model::kind& kind);

  void restored(std::span<const occupant> here, std::int64_t now) override;
  void seen(const model::record& record) override;
  [[nodiscard]] model::result<std::string> live(const live_context& context, const model::command& command,
                                                const model::arguments& args, effects& out) override;
  std::uint32_t joined(const occupant& who, std::int64_t now, model::packer& reply, effects& out) override;
  void left(const occupant& who, bool for_good, std::int64_t now, effects& out) override;
  [[nodiscard]] std::optional<std::int64_t> wake_at() const override;
  void tick(std::int64_t now, effects& out) override;

private:
  const std::vector<std::string> shows_; ///< the kind's
  roster roster_;
  typists typists_;
};

[[nodiscard]] const facet& presence_facet() noexcept;

} // namespace snug::facets
