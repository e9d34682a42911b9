#pragma once
#include "actors/alarm_stack.hpp"
#include "actors/awake_room.hpp"
#include "actors/handles.hpp"
#include "actors/loop/loop_actor.hpp"
#include "actors/shard_context.hpp"
#include <exception>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>

namespace snug::actors {

/// A room while awake: carries messages to `awake_room`, which is the room. While its rows are being read
/// what arrives waits. Tells its directory when nobody is left in it.
///
/// Where something in it throws, it wakes anew: a fresh `awake_room` is loaded from a snapshot of now, with
/// the sessions and holds of the old one, and what was seen since is shown to it. Sessions notice nothing but
/// the one command that failed. At most once a second; until then, what can't go on without it waits.
class room final : public loop::loop_actor<room_handle::base>, private room_host {
public:
  room(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard, model::key key);
  behavior_type make_behavior() override;
  void on_exit() override;
  [[nodiscard]] const char* name() const override { return "room"; }
  [[nodiscard]] std::string label() const override { return room_ ? "room " + room_->name() : "room"; }

  /// How long after it woke anew it may do so again, in ms.
  static constexpr std::int64_t anew_every_ms = 1'000;

private:
  void load();
  void loaded();
  void join(join_request& request, const session_handle& by);
  void leave(const leave_notice& notice);
  void see(seen_records& seen);
  void tick();
  void done(std::uint64_t work);

  /// Runs `work` on the room, now or when its rows are there, then sees to timers and rest.
  template <class Work> void with_room(Work work);
  /// What throws is logged and makes the room wake anew: false then.
  template <class Work> bool guarded(Work work) noexcept;
  void salvage(const std::exception_ptr& thrown) noexcept;
  void give_up_sessions() noexcept;
  void wake_anew();
  void after();
  [[nodiscard]] awake_room::surroundings around() const;

  // room_host
  void notify(const model::return_address& session, room_standing_notice::what now) override;
  std::uint64_t next_hold() override { return ++shard_.last_hold; }
  void run(std::shared_ptr<facets::row_work> work) override;

  using work = std::function<void(awake_room&)>;

  shard_context& shard_;
  model::key key_;
  std::shared_ptr<std::unique_ptr<awake_room>>
      loading_; ///< filled by the reader pool before it sends `loaded`; null in it: that failed
  std::unique_ptr<awake_room> room_;
  std::list<work> waiting_;
  std::shared_ptr<const room_remains> remains_; ///< of the room that is to wake anew
  std::optional<seen_records> again_;           ///< what was being seen when that failed
  by_peer<session_handle> sessions_;
  std::map<std::uint64_t, std::shared_ptr<facets::row_work>> works_; ///< under way, by number
  std::uint64_t last_work_ = 0;
  std::uint64_t handled_ = 0;
  alarm_stack ticks_;
  std::optional<std::int64_t> last_anew_; ///< steady ms
  bool anew_due_ = false;                 ///< the timer for waking anew is set
};

} // namespace snug::actors
