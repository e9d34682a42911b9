#pragma once
#include "actors/awake_room.hpp"
#include "actors/handles.hpp"
#include "actors/loop/loop_actor.hpp"
#include "actors/shard_context.hpp"
#include <functional>
#include <memory>
#include <vector>

namespace snug::actors {

/// A room while awake: carries messages to `awake_room`, which is the room. While its rows are being read
/// what arrives waits. Tells its directory when nobody is left in it.
class room final : public loop::loop_actor<room_handle::base>, private room_host {
public:
  room(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard, model::key key);
  behavior_type make_behavior() override;
  void on_exit() override;
  [[nodiscard]] const char* name() const override { return "room"; }

private:
  void load();
  void loaded();
  void join(join_request& request, const session_handle& by);
  void leave(const leave_notice& notice);

  /// Runs `work` on the room, now or when its rows are there, then sees to timers and rest.
  template <class Work> void with_room(Work work);
  /// What throws is logged; the room goes on with the next message.
  template <class Work> void carry_out(Work& work);
  void after();

  // room_host
  void notify(const model::return_address& session, room_standing_notice::what now) override;
  std::uint64_t next_hold() override { return ++shard_.last_hold; }

  shard_context& shard_;
  model::key key_;
  std::shared_ptr<std::unique_ptr<awake_room>>
      loading_; ///< filled by the reader pool before it sends `loaded`
  std::unique_ptr<awake_room> room_;
  std::vector<std::function<void(awake_room&)>> waiting_;
  by_peer<session_handle> sessions_;
  std::uint64_t handled_ = 0;
  std::optional<std::int64_t> tick_at_; ///< the timer that is set
};

} // namespace snug::actors
