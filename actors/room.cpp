#include "actors/room.hpp"
#include <algorithm>

namespace snug::actors {

room::room(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard, model::key key)
  : loop_actor(config, unit)
  , shard_(shard)
  , key_(key) {
  ++shard_.alive;
}

void room::on_exit() {
  sessions_.clear();
  waiting_.clear();
  --shard_.alive;
}

room::behavior_type room::make_behavior() {
  load();
  return {
      [this](join_request& request, const session_handle& by) { join(request, by); },
      [this](const leave_notice& notice) { leave(notice); },
      [this](room_command& command) {
        with_room([command = std::move(command)](awake_room& r) mutable {
          r.carry_out(std::move(command.what), command.from_outside);
        });
      },
      [this](seen_records& seen) { with_room([seen = std::move(seen)](awake_room& r) { r.seen(seen); }); },
      [this](loaded_atom) { loaded(); },
      [this](tick_atom) {
        tick_at_.reset();
        if (room_) room_->tick();
        after();
      },
      [this](retire_atom) { quit(); },
  };
}

void room::load() {
  auto& env = shard_.env;
  loading_ = std::make_shared<std::unique_ptr<awake_room>>();
  env.reader.submit([key = key_, into = loading_,
                     around = awake_room::surroundings{env.out, env.journal, env.clock, env.trouble},
                     &rules = env.rules, self = room_handle{this}](const store::snapshot& rows) {
    *into = awake_room::load(key, rules, rows, around);
    caf::anon_send(self, loaded_atom::value);
  });
}

void room::loaded() {
  room_ = std::move(*loading_);
  loading_.reset();
  room_->set_host(*this);
  for (auto& work : waiting_)
    carry_out(work);
  waiting_.clear();
  waiting_.shrink_to_fit();
  after();
}

template <class Work> void room::carry_out(Work& work) {
  ++handled_;
  try {
    work(*room_);
  } catch (const std::exception& e) {
    shard_.env.trouble("room " + room_->name() + ": a handler threw: " + e.what());
  }
}

template <class Work> void room::with_room(Work work) {
  if (!room_) {
    waiting_.emplace_back(std::move(work));
    return;
  }
  carry_out(work);
  after();
}

void room::join(join_request& request, const session_handle& by) {
  with_room([this, request = std::move(request), by](awake_room& r) mutable {
    const auto address = request.who.address;
    auto name = request.room_name;
    const auto came = r.join(std::move(request));
    if (came == join_answer::what::joined) sessions_[address] = by;
    send(by, join_answer{std::move(name), came, key_});
  });
}

void room::leave(const leave_notice& notice) {
  with_room([this, notice](awake_room& r) {
    r.leave(notice.address, notice.for_good);
    sessions_.erase(notice.address);
  });
}

void room::notify(const model::return_address& session, room_standing_notice::what now) {
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  send(found->second, room_standing_notice{room_->name(), now});
  if (now == room_standing_notice::what::put_out) sessions_.erase(found);
}

void room::after() {
  if (!room_) return;
  if (const auto due = room_->wake_at(); due && (!tick_at_ || *due < *tick_at_)) {
    tick_at_ = due;
    const auto wait = std::max<std::int64_t>(1, *due - shard_.env.clock.steady_ms());
    delayed_send(room_handle{this}, std::chrono::milliseconds(wait), tick_atom::value);
  }
  if (room_->at_rest()) send(shard_.doors[shard_.env.shard], room_empty{key_, handled_});
}

} // namespace snug::actors
