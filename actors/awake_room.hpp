#pragma once
#include "actors/facets/rulebook.hpp"
#include "actors/messages.hpp"
#include "actors/occupancy.hpp"
#include "actors/ports/desk.hpp"
#include "actors/ports/fan_out.hpp"
#include "actors/ports/trouble_sink.hpp"
#include "actors/room_authority.hpp"
#include "actors/room_views.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/reader.hpp"
#include <map>
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
  /// Has it run on a reader's thread and then given to `awake_room::done`.
  virtual void run(std::shared_ptr<facets::row_work> work) = 0;
};

/// What of a room outlives a failure inside it: the sessions that are in it, whom it holds, and the last
/// record it has dealt with.
struct room_remains {
  std::vector<facets::occupant> here;
  std::map<std::uint64_t, std::string> holds; ///< the user by the hold's number
  std::uint64_t dealt_with = 0;
};

/// A room while somebody is in it or something happens in it: who is here, what they may do, and the views of
/// its facets. Knows no actor, socket or disk, only ports. Its home shard's loop thread only (`load`: the
/// reader pool). A view that throws is taken out (`room_views`) and the room goes on without it until it
/// wakes anew. Where anything else throws out of a call, the room is to be taken apart by `salvage`.
class awake_room {
public:
  /// What a room acts on. References outlive it.
  struct surroundings {
    fan_out& out;
    store::journal& journal;
    const store::clock& clock;
    const trouble_sink& trouble;
    std::span<const facets::facet> abilities = facets::all_facets(); ///< those it has views of, by number
    desk* rpc = nullptr; ///< answers what is neither a command nor an event here; nullptr: nobody does
    facets::memory_budget* memory = nullptr; ///< what views of all rooms may take; nullptr: no bound
  };

  /// The room as of a snapshot; from then on it must be shown every commit (`seen`), and where it wakes anew
  /// with `former` every commit since `former.dealt_with`. A room whose rows can't be read is made too: it
  /// answers every command with `unavailable`.
  [[nodiscard]] static std::unique_ptr<awake_room> load(model::key key, const facets::rulebook& rules,
                                                        const store::snapshot& rows,
                                                        const surroundings& around,
                                                        const room_remains* former = nullptr);
  /// The same where even that failed: nothing can be read.
  [[nodiscard]] static std::unique_ptr<awake_room> unreadable(model::key key, const surroundings& around,
                                                              const room_remains* former = nullptr);

  /// A room of nobody, knowing its log up to `known`.
  awake_room(facets::room_facts facts, const surroundings& around, std::uint64_t known);

  /// Call once before anything else but `load`.
  void set_host(room_host& host) noexcept { host_ = &host; }

  [[nodiscard]] const std::string& name() const noexcept { return facts_.name; }

  /// Answers the client, subscribes it and tells the others; or refuses it; or asks for a newer look-up.
  [[nodiscard]] join_answer::what join(join_request request);
  void leave(const model::return_address& address, bool for_good);
  /// The same user with another token: what it grants counts from now on, and puts out where it no longer
  /// suffices.
  void renew(const model::return_address& address, const model::identity_ptr& who);
  /// A live command, or a durable one that takes something away from somebody: then the user it names is held
  /// until the journal has decided.
  /// `from_outside`: it comes from an HTTP request, whose user need not be here.
  void carry_out(model::command command, const std::optional<outsider>& from_outside = {});
  /// Several durable ones, decided together: the same for each of them.
  void carry_out(std::vector<model::command> together);
  /// A commit's records of this room, and what became of a hold.
  void seen(const seen_records& seen);

  /// True where it should wake anew: a view was taken out, or its rows couldn't be read.
  [[nodiscard]] bool ailing() const noexcept { return unreadable_ || views_.ailing(); }
  /// Something threw out of a call: the command that was in work is answered `internal`, its hold is lifted,
  /// and what remains is for the room to wake anew with. Nothing else may be called afterwards.
  [[nodiscard]] room_remains salvage();
  /// What to wake anew with where nothing threw.
  [[nodiscard]] room_remains remains() const { return {here_.all(), authority_.all_holds(), dealt_with_}; }

  /// When `tick` wants to be called (steady ms).
  [[nodiscard]] std::optional<std::int64_t> wake_at() { return views_.wake_at(); }
  void tick();
  /// Work that a view wanted was run.
  void done(facets::row_work& work);

  /// True where nobody is here, nothing is pending and sleeping loses nothing.
  [[nodiscard]] bool at_rest();

private:
  /// What a call is at, for the case that it is thrown out of.
  struct errand {
    std::vector<model::return_address> unanswered; ///< the authors of commands, until they are answered
    std::vector<std::uint64_t> holds;              ///< what only it can settle
    std::optional<model::return_address> outside;  ///< whoever isn't in, should it fail
    bool told_in = false;                          ///< and yet was told so
  };

  void take_back(const room_remains& former, const model::row_source& rows);
  void answer(const model::return_address& to, model::result<std::string> outcome);
  [[nodiscard]] join_answer::what let_in(join_request request);
  [[nodiscard]] std::optional<model::failure> refusal(const join_request& request) const;
  void answer_join(const join_request& request, const std::string& fields, std::uint32_t count);
  void decide_on(model::command command, const std::optional<outsider>& from_outside);
  [[nodiscard]] model::result<std::string>
  live(const model::command& command, const std::optional<outsider>& from_outside, facets::effects& out);
  [[nodiscard]] model::result<std::string> judge_live(const facets::occupant& by,
                                                      const model::command& command, facets::effects& out);
  void hold_for(model::command& command);
  void hand_in(const model::command& command);
  void begin(const model::return_address& author);
  void end();
  void close_down(const model::record& by);
  [[nodiscard]] bool learn(const model::command& command, const outsider& who);
  /// What the row says of them, or that there is none, from now on.
  void stand(facets::occupant& who, const facets::standing& row) const;
  void stand_anew(const std::string& user, const model::record& by);
  void tell(const model::return_address& address, std::string_view event, std::string data);
  void put_out(const model::return_address& address, std::string_view why);
  void hold(std::string_view user);
  void lift(std::string_view user);
  [[nodiscard]] std::vector<model::return_address> concerned(std::string_view user) const;
  [[nodiscard]] bool is_for_back_end(const model::command& command,
                                     const std::optional<outsider>& from_outside);
  void act(facets::effects& effects);
  void pass_on(const std::vector<facets::showing>& shows);

  facets::room_facts facts_;
  surroundings around_;
  room_host* host_ = nullptr;
  room_authority authority_;
  room_views views_;
  occupancy here_;
  errand errand_;
  std::uint64_t loaded_;     ///< the views were loaded with the log up to here
  std::uint64_t dealt_with_; ///< the last told record that was seen to the end
  bool unreadable_ = false;
};

} // namespace snug::actors
