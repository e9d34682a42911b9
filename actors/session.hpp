#pragma once
#include "actors/handles.hpp"
#include "actors/loop/loop_actor.hpp"
#include "actors/places.hpp"
#include "actors/rate_budget.hpp"
#include "actors/shard_context.hpp"
#include <list>
#include <memory>
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
  void take(work next);
  void go_on();
  void carry_out(client_command& next);
  void carry_out(client_commands& next);

  void join(model::command& command);
  void leave(model::command& command);
  void locate(const std::string& room_name);
  void located(located_room& found);
  void enter(const located_room& found, const model::command& join);
  void joined(const join_answer& answer);
  void stand(const room_standing_notice& notice);
  void depart(bool for_good);
  void end();

  void send_down_its_lane(model::command command);
  void read(model::command command);
  void refuse(const model::return_address& to, model::failure why);
  [[nodiscard]] bool name_room(model::command& command);
  [[nodiscard]] bool spend(const model::return_address& to);

  shard_context& shard_;
  model::identity_ptr who_;
  std::unique_ptr<greeting> hello_; ///< until it is answered
  model::return_address address_;   ///< ref is 0
  places places_;
  rate_budget budget_;
  bool held_back_ = true; ///< hello, a join or a look-up is under way
  // There are 10,000 idle ones: what is used for a moment only takes no room before and after.
  std::list<work> waiting_;                 ///< bounded by the connection's credits
  std::unique_ptr<model::command> pending_; ///< what the look-up or join is for
};

} // namespace snug::actors
