#pragma once
#include "actors/facets/activity.hpp"
#include "actors/facets/colours.hpp"
#include "actors/facets/facet.hpp"
#include "actors/facets/last_seen.hpp"
#include "actors/facets/roster.hpp"
#include "actors/facets/showings.hpp"
#include "actors/facets/typists.hpp"

namespace snug::facets {

/// Who is in the room, what they do there and who is typing. Kept of it is only when members were last seen;
/// the room says so itself, behind what happens.
class presence final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  /// `presence.keep`.
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
  /// `presence.last_seen`.
  [[nodiscard]] model::result<std::string> read(const rule_context& context, const model::command& command,
                                                const model::arguments& args,
                                                const model::row_source& rows) const override;
};

/// Presence of an awake room.
class presence_view final : public view {
public:
  presence_view(const model::kind& kind, model::key room);

  void load(const model::row_source& rows) override;
  void restored(std::span<const occupant> here, std::int64_t now) override;
  void seen(const model::record& record) override;
  [[nodiscard]] model::result<std::string> live(const live_context& context, const model::command& command,
                                                const model::arguments& args, effects& out) override;
  void active(const occupant& who, std::int64_t now) override;
  std::uint32_t joined(const occupant& who, std::int64_t now, model::packer& reply, effects& out) override;
  void left(const occupant& who, bool for_good, std::int64_t now, effects& out) override;
  [[nodiscard]] std::optional<std::int64_t> wake_at() const override;
  void tick(std::int64_t now, effects& out) override;
  void shown(const occupant& who, const showing& what, std::int64_t now, effects& out) override;

private:
  /// Somebody who is here, or may be back within their grace.
  struct known {
    std::string profile;     ///< what is shown of them anyway
    std::uint8_t colour = 0; ///< in the palette
    bool kept = false;       ///< when they were last seen: of members who aren't guests
  };

  void came(const occupant& who, std::int64_t now);
  void went(std::int64_t now);
  void show(const std::string& user);
  void saw(const occupant& who, std::int64_t now);
  void saw(const std::string& user, std::int64_t at, std::int64_t now);
  [[nodiscard]] std::string_view colour_of(std::string_view user) const;
  void tell_statuses(std::int64_t now, effects& out);
  void tell_showings(std::int64_t now, effects& out);
  [[nodiscard]] model::result<std::string> update(const live_context& context, const model::command& command,
                                                  const model::arguments& args);
  [[nodiscard]] std::string list(const model::arguments& args) const;
  [[nodiscard]] std::string stats(std::int64_t now) const;

  model::key room_;
  std::vector<std::string> shows_; ///< the kind's
  roster roster_;
  typists typists_;
  activity activity_;
  colours colours_;
  showings showings_;
  last_seen last_seen_;
  std::map<std::string, known, std::less<>> known_;
  std::set<std::string, std::less<>> spoke_; ///< users of durable commands: a record brings no steady time
  bool says_away_ = false;                   ///< what is being said is no sign of life
  std::int64_t woke_at_ = 0;                 ///< the first time it heard of; 0: none yet
  std::int64_t heard_ = 0;
  std::uint64_t sessions_ = 0, peak_ = 0, joins_ = 0;
};

[[nodiscard]] const facet& presence_facet() noexcept;

} // namespace snug::facets
