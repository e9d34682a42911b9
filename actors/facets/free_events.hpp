#pragma once
#include "actors/facets/event_names.hpp"
#include "actors/facets/facet.hpp"
#include "actors/facets/retained.hpp"

namespace snug::facets {

/// An app's own events: `publish`, and any name the command table doesn't know. Told and forgotten, or
/// durable.
class free_events final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  /// `publish {durable: true}`.
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
};

/// Free events of an awake room: tells ephemeral ones and keeps what late comers get.
class free_events_view final : public view {
public:
  explicit free_events_view(const room_facts& room)
    : room_(room.key)
    , max_retained_(room.kind->max_retained) {}

  void load(const model::row_source& rows) override;
  void seen(const model::record& record) override;
  [[nodiscard]] model::result<std::string> live(const live_context& context, const model::command& command,
                                                const model::arguments& args, effects& out) override;
  void welcome(std::vector<model::ephemeral_event>& only_for_it) override;

private:
  model::key room_;
  std::uint32_t max_retained_;
  retained_events retained_;
};

[[nodiscard]] const facet& free_events_facet() noexcept;

} // namespace snug::facets
