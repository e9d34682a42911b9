#pragma once
#include "actors/facets/facet.hpp"
#include "actors/model/event.hpp"
#include "actors/model/identity.hpp"
#include "actors/model/permission.hpp"
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace snug::actors {

/// What a record says about one member. A part that isn't set stays as it was.
struct member_change {
  std::string user;
  std::optional<model::role> role;
  std::optional<bool> muted;
  friend bool operator==(const member_change&, const member_change&) = default;
};

/// Reads `member.added|removed|kicked|banned|role_changed|muted`, whose data is a map with `user`
/// and, where the name doesn't say it, `role` or `muted`. Nothing for any other record.
[[nodiscard]] std::optional<member_change> member_change_of(const model::record& record);

/// Whom a record puts out of the room, wherever they are in it: kicked, banned or removed. Nothing for any
/// other record. It concerns those who came in without knowing of it, and them even where anybody may come in
/// again. Views `record`.
[[nodiscard]] std::optional<std::string_view> put_out_by(const model::record& record);

/// What whoever is held is told: it may be settled in a moment.
[[nodiscard]] model::failure standing_is_undecided();

/// What a hold on all users of a room is put on: no user is called so.
inline constexpr std::string_view everybody{};

/// What an awake room knows about the standing of those who are in it, and whom it holds. Live commands are
/// judged by it; durable and read ones by the rows themselves.
///
/// An entry comes from a join's snapshot and carries the offset it was read at; records seen since win over
/// it. The latest changes are kept so that a snapshot which is older than what the room saw can be brought up
/// to date.
///
/// A hold takes everything from a user until the journal has decided whether it is really taken: it is put
/// before the command is submitted and settled by the command's outcome. Holds of one user add up.
///
/// Bounded: an entry per user present, `max_changes` changes, a hold per command in flight. Plain class,
/// owned by the room, touched on its home shard only.
class room_authority {
public:
  /// What a standing allows: `rulebook::may`, or a test's own.
  using judge = std::function<model::permissions(const model::identity&, const facets::room_facts&,
                                                 const facets::standing&)>;

  static constexpr std::size_t max_changes = 64;

  /// `head`: the offset of the snapshot that the room woke with; `seen` follows from there. `room` outlives
  /// this.
  room_authority(const facets::room_facts& room, std::uint64_t head, judge judge);

  /// The member row of `user` in a snapshot whose log ended at `at_offset`. False: that snapshot is older
  /// than what can be brought up to date here; read again.
  [[nodiscard]] bool learn(const std::string& user, const facets::standing& row, std::uint64_t at_offset);
  /// Nobody of that user is here any more. A hold stays.
  void forget(std::string_view user);

  /// A told record of the room, in offset order; one that was seen or is part of the first snapshot does
  /// nothing. Returns the user where it is about somebody who is here. A newer snapshot of theirs may know it
  /// already: their standing is then as that says.
  std::optional<std::string> seen(const model::record& record);

  /// The member row of somebody who is here, as far as the room has seen.
  [[nodiscard]] std::optional<facets::standing> standing_of(std::string_view user) const;

  /// Nothing for whoever is held, and for whoever isn't here.
  [[nodiscard]] model::permissions may(const model::identity& who) const;
  [[nodiscard]] bool may(const model::identity& who, model::permission what) const;

  /// Takes everything from `user` until it is settled. `id` is the owner's number for it, never used again by
  /// its shard: the outcome of a command that a former life of the room sent on must not settle a newer hold.
  /// On `everybody`, it is on whoever is here or comes.
  void hold(std::string user, std::uint64_t id);
  /// The command behind the hold was decided, and the records it left were `seen` before this. Returns the
  /// user if this was the last hold on them: what they still may is up to their standing. Nothing for a hold
  /// that isn't known.
  [[nodiscard]] std::optional<std::string> settle(std::uint64_t id);
  [[nodiscard]] bool held(std::string_view user) const;
  /// The last offset seen.
  [[nodiscard]] std::uint64_t head() const noexcept { return head_; }
  /// How many holds wait for the journal; a room that has one must not sleep.
  [[nodiscard]] std::size_t holds() const noexcept { return holds_.size(); }
  /// Whom they are on, by number.
  [[nodiscard]] const std::map<std::uint64_t, std::string>& all_holds() const noexcept { return holds_; }

private:
  struct entry {
    facets::standing row;
    std::uint64_t at = 0;
  };
  struct dated_change {
    std::uint64_t offset;
    member_change change;
  };

  static void apply(const member_change& change, facets::standing& row);
  void remember(std::uint64_t offset, member_change change);

  const facets::room_facts& room_;
  judge judge_;
  std::uint64_t head_;  ///< the last record seen
  std::uint64_t floor_; ///< changes above this offset are all in `changes_`
  std::deque<dated_change> changes_;
  std::map<std::string, entry, std::less<>> present_;
  std::map<std::uint64_t, std::string> holds_;
  std::map<std::string, std::size_t, std::less<>> held_; ///< how many holds there are on a user
};

} // namespace snug::actors
