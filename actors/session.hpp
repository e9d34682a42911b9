#pragma once
#include "actors/handles.hpp"
#include "actors/kept_rooms.hpp"
#include "actors/loop/loop_actor.hpp"
#include "actors/places.hpp"
#include "actors/rate_budget.hpp"
#include "actors/shard_context.hpp"
#include <list>
#include <memory>
#include <optional>
#include <variant>

namespace snug::actors {

/// A user on one device, while its connection lives. Judges rates, knows which rooms it is in, and sends each
/// command down its lane: the room's home (live), the journal (durable) or the reader pool (read).
class session final : public loop::loop_actor<session_handle::base> {
public:
  session(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard, greeting hello);
  behavior_type make_behavior() override;
  void on_exit() override;
  [[nodiscard]] const char* name() const override { return "session"; }

private:
  using work = std::variant<client_command, client_commands>;

  void settle();
  void come_back(recalled_rooms& found);
  void welcome(std::unique_ptr<greeting> hello);
  void take(work next);
  void go_on();
  void carry_out(client_command& next);
  void carry_out(client_commands& next);

  [[nodiscard]] bool write_down(const located_room& found, const model::command& join);
  void give_up_entering();
  void write_rooms(bool wait);
  void forget(const std::string& room_name);
  void leave_out(const std::string& room_name);
  void no_way_back();
  [[nodiscard]] bool get_ready(const located_room& found, const model::command& join);
  void seated(seat_answer& answer);
  void bring(own_rooms& found);
  [[nodiscard]] bool bring_next();
  void ask_for(model::command first);
  void leave(model::command& command);
  void locate(const std::string& room_name);
  void locate_for(work next);
  void located(located_room& found);
  void enter(const located_room& found, const model::command& join);
  void joined(const join_answer& answer);
  void stand(const room_standing_notice& notice);
  void renew(const model::identity_ptr& who);
  /// Has its row written: all of it with `hello`, else what has changed since; `seated` hears of it where it
  /// is to `wait`.
  void keep(const greeting* hello, bool wait = false);
  void depart(bool for_good);
  void end(bool for_good = false);

  void send_down_its_lane(client_command& next);
  void send_down_its_lane(client_commands& next);
  void refuse(const model::return_address& to, model::failure why);
  void refuse(const work& what, const model::failure& why);
  [[nodiscard]] std::optional<model::failure> name_room(model::command& command) const;
  [[nodiscard]] std::optional<model::failure> spend(std::size_t commands);

  shard_context& shard_;
  model::identity_ptr who_;
  std::unique_ptr<greeting> hello_; ///< until it is answered
  model::return_address address_;   ///< ref is 0
  places places_;
  rate_budget budget_;
  std::int64_t kept_at_ = 0; ///< when its row was last written, wall clock; 0: not yet
  bool renewed_ = false;     ///< since the join under way was asked for
  bool held_back_ = true;    ///< hello, a join or a look-up is under way
  // There are 10,000 idle ones: what is used for a moment only takes no room before and after.
  std::list<work> waiting_;       ///< bounded by the connection's credits
  std::unique_ptr<work> pending_; ///< what the look-up or join is for
  std::unique_ptr<std::vector<std::string>>
      coming_;                       ///< own rooms that are still to be joined, the last first
  std::unique_ptr<kept_rooms> kept_; ///< of one that keeps its rooms
  bool recalling_ = false;           ///< `coming_` are rooms that it has been in, each from where it stood
  std::uint32_t ticket_ = 0;         ///< of the command said on its own behalf
  unsigned tries_ = 0;               ///< how many were said for this join
};

} // namespace snug::actors
