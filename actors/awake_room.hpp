#pragma once
#include "actors/facets/rulebook.hpp"
#include "actors/messages.hpp"
#include "actors/ports/fan_out.hpp"
#include "actors/room_authority.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/reader.hpp"
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace snug::actors {

/// Whoever carries messages from a room to its sessions.
class room_host {
public:
  virtual ~room_host() = default;
  virtual void notify(const model::return_address& session, room_standing_notice::what now) = 0;
};

/// A room while somebody is in it or something happens in it: who is here, what they may do, and the views of its
/// facets. Knows no actor, socket or disk, only ports. Its home shard's loop thread only (`load`: the reader pool).
class awake_room {
public:
  /// What a room acts on. References outlive it.
  struct surroundings {
    fan_out& out;
    store::journal& journal;
    const store::clock& clock;
  };

  /// The room as of a snapshot; from then on it must be shown every commit (`seen`). A room whose rows can't be read
  /// is made too: it answers every command with `unavailable`.
  [[nodiscard]] static std::unique_ptr<awake_room> load(model::key key, const facets::rulebook& rules,
                                                        const store::snapshot& rows, const surroundings& around);

  awake_room(facets::room_facts facts, const surroundings& around);

  /// Call once before anything else but `load`.
  void set_host(room_host& host) noexcept { host_ = &host; }

  [[nodiscard]] const std::string& name() const noexcept { return facts_.name; }

  /// Answers the client, subscribes it and tells the others; false where it was refused.
  [[nodiscard]] bool join(join_request request);
  void leave(const model::return_address& address, bool for_good);
  /// A live command, or a durable one that takes something away from somebody: then the user it names is held until
  /// the journal has decided.
  void carry_out(model::command command);
  /// A commit's records of this room, and what became of a hold.
  void seen(const seen_records& seen);

  /// When `tick` wants to be called (steady ms).
  [[nodiscard]] std::optional<std::int64_t> wake_at() const;
  void tick();

  /// True where nobody is here, nothing is pending and sleeping loses nothing.
  [[nodiscard]] bool at_rest() const;

private:
  [[nodiscard]] facets::occupant* find(const model::return_address& address) noexcept;
  [[nodiscard]] std::optional<model::failure> refusal(const join_request& request) const;
  void answer_join(const join_request& request, std::string fields, std::uint32_t count);
  [[nodiscard]] model::result<std::string> judge_live(const facets::occupant& by, const model::command& command,
                                                      facets::effects& out);
  void take_away(model::command command);
  void stand_by(const model::record& record);
  void put_out(std::string_view user, std::string_view why);
  void hold(std::string_view user);
  void lift(std::string_view user);
  void act(facets::effects& effects);
  template <class Do> void each_of(std::string_view user, Do work);
  void enter(const facets::occupant& who);
  void remove(const facets::occupant& who);

  facets::room_facts facts_;
  surroundings around_;
  room_host* host_ = nullptr;
  room_authority authority_;
  std::vector<std::unique_ptr<facets::view>> views_; ///< by facet; null where a facet has nothing live
  std::vector<facets::occupant> occupants_;
  std::array<std::uint32_t, 64> on_shard_{};         ///< occupants by shard
  std::uint64_t shards_ = 0;                         ///< bit i: somebody is on shard i
  bool damaged_ = false;
};

} // namespace snug::actors
