#pragma once
#include "actors/facets/rulebook.hpp"
#include "actors/messages.hpp"
#include "actors/occupancy.hpp"
#include "actors/ports/fan_out.hpp"
#include "actors/ports/trouble_sink.hpp"
#include "actors/room_authority.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/reader.hpp"
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace snug::actors {

/// Whoever carries messages from a room to its sessions.
class room_host {
public:
  virtual ~room_host() = default;
  virtual void notify(const model::return_address& session, room_standing_notice::what now) = 0;
  /// A number for a hold, never used before on this shard.
  [[nodiscard]] virtual std::uint64_t next_hold() = 0;
};

/// A room while somebody is in it or something happens in it: who is here, what they may do, and the views of
/// its facets. Knows no actor, socket or disk, only ports. Its home shard's loop thread only (`load`: the
/// reader pool). A view that throws is logged; where it was to answer a command, that is answered `internal`.
class awake_room {
public:
  /// What a room acts on. References outlive it.
  struct surroundings {
    fan_out& out;
    store::journal& journal;
    const store::clock& clock;
    const trouble_sink& trouble;
  };

  /// The room as of a snapshot; from then on it must be shown every commit (`seen`). A room whose rows can't
  /// be read is made too: it answers every command with `unavailable`.
  [[nodiscard]] static std::unique_ptr<awake_room> load(model::key key, const facets::rulebook& rules,
                                                        const store::snapshot& rows,
                                                        const surroundings& around);

  /// `facets`: those it has views of, by number.
  awake_room(facets::room_facts facts, const surroundings& around,
             std::span<const facets::facet> facets = facets::all_facets());

  /// Call once before anything else but `load`.
  void set_host(room_host& host) noexcept { host_ = &host; }

  [[nodiscard]] const std::string& name() const noexcept { return facts_.name; }

  /// Answers the client, subscribes it and tells the others; or refuses it; or asks for a newer look-up.
  [[nodiscard]] join_answer::what join(join_request request);
  void leave(const model::return_address& address, bool for_good);
  /// A live command, or a durable one that takes something away from somebody: then the user it names is held
  /// until the journal has decided.
  void carry_out(model::command command);
  /// A commit's records of this room, and what became of a hold.
  void seen(const seen_records& seen);

  /// When `tick` wants to be called (steady ms).
  [[nodiscard]] std::optional<std::int64_t> wake_at() const;
  void tick();

  /// True where nobody is here, nothing is pending and sleeping loses nothing.
  [[nodiscard]] bool at_rest() const;

private:
  [[nodiscard]] std::optional<model::failure> refusal(const join_request& request) const;
  void answer_join(const join_request& request, const std::string& fields, std::uint32_t count);
  [[nodiscard]] model::result<std::string> judge_live(const facets::occupant& by,
                                                      const model::command& command, facets::effects& out);
  void take_away(model::command command);
  void end(const model::record& by);
  void stand_anew(const std::string& user, const model::record& by);
  void tell(const model::return_address& address, std::string_view event, std::string data);
  void put_out(const model::return_address& address, std::string_view why);
  void hold(std::string_view user);
  void lift(std::string_view user);
  void act(facets::effects& effects);
  /// What a view throws is logged and ends here: the others go on. False: it threw.
  template <class Call> bool guarded(Call call) const;
  template <class Call> void each_view(Call call);

  facets::room_facts facts_;
  surroundings around_;
  room_host* host_ = nullptr;
  room_authority authority_;
  std::vector<std::unique_ptr<facets::view>> views_; ///< by facet; null where a facet has nothing live
  occupancy here_;
};

} // namespace snug::actors
