#include "actors/room.hpp"
#include "actors/reason_of.hpp"
#include <algorithm>
#include <utility>

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
  room_.reset(); // a timer under way keeps this object until it rings
  --shard_.alive;
}

room::behavior_type room::make_behavior() {
  load();
  return {
      [this](join_request& request, const session_handle& by) { join(request, by); },
      [this](const leave_notice& notice) { leave(notice); },
      [this](const renewal_notice& notice) {
        with_room([notice](awake_room& r) { r.renew(notice.address, notice.who); });
      },
      [this](room_command& command) {
        with_room([command = std::move(command)](awake_room& r) mutable {
          r.carry_out(std::move(command.what), command.from_outside);
        });
      },
      [this](room_commands& commands) {
        with_room(
            [all = std::move(commands.together)](awake_room& r) mutable { r.carry_out(std::move(all)); });
      },
      [this](seen_records& seen) { see(seen); },
      [this](loaded_atom) { loaded(); },
      [this](const work_done& run) { done(run.number); },
      [this](tick_atom) { tick(); },
      [this](anew_atom) {
        anew_due_ = false;
        if (!room_ || room_->ailing()) guarded([this] { wake_anew(); });
      },
      [this](retire_atom) { quit(); },
  };
}

// ---- waking

awake_room::surroundings room::around() const {
  const auto& env = shard_.env;
  return {env.out, env.journal, env.clock, env.trouble, env.abilities, env.rpc, env.memory};
}

void room::load() {
  const auto& env = shard_.env;
  const auto into = std::make_shared<std::unique_ptr<awake_room>>();
  env.reader.submit([key = key_, into, former = remains_, around = around(), &rules = env.rules,
                     self = room_handle{this}](const store::snapshot& rows) {
    try {
      *into = awake_room::load(key, rules, rows, around, former.get());
    } catch (...) {
      around.trouble("room: could not be loaded: " + reason_of(std::current_exception()));
    }
    caf::anon_send(self, loaded_atom::value);
  });
  loading_ = into;
}

void room::loaded() {
  guarded([this] {
    room_ = std::move(*std::exchange(loading_, nullptr));
    if (!room_) room_ = awake_room::unreadable(key_, around(), remains_.get());
    room_->set_host(*this);
    remains_.reset();
  });
  while (room_ && !waiting_.empty()) {
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    ++handled_;
    guarded([&] { next(*room_); });
  }
  after();
}

void room::wake_anew() {
  if (loading_) return;
  const auto now = shard_.env.clock.steady_ms();
  const auto wait = last_anew_ ? *last_anew_ + anew_every_ms - now : 0;
  if (wait > 0) {
    if (!std::exchange(anew_due_, true))
      delayed_send(room_handle{this}, std::chrono::milliseconds(wait), anew_atom::value);
    return;
  }
  if (room_) remains_ = std::make_shared<const room_remains>(room_->remains());
  room_.reset();
  works_.clear(); // whoever wanted them is gone
  last_anew_ = now;
  load();
}

// ---- what throws

template <class Work> bool room::guarded(Work work) noexcept {
  try {
    work();
    return true;
  } catch (...) {
    salvage(std::current_exception());
    return false;
  }
}

void room::salvage(const std::exception_ptr& thrown) noexcept {
  try {
    const auto name = room_ ? room_->name() : std::string{};
    shard_.env.trouble("room " + name + ": a handler threw: " + reason_of(thrown));
    if (room_) remains_ = std::make_shared<const room_remains>(room_->salvage());
    room_.reset();
    if (again_) {
      --handled_; // it isn't yet
      waiting_.emplace_front([seen = *std::exchange(again_, std::nullopt)](awake_room& r) { r.seen(seen); });
    }
    wake_anew();
  } catch (...) {
    give_up_sessions();
  }
}

/// Not even what remains could be put together. Clients survive this: they come back, resume and join again.
void room::give_up_sessions() noexcept {
  for (const auto& [address, session] : std::exchange(sessions_, {})) {
    try {
      shard_.env.out.close(address, model::close_code::internal, "internal error");
    } catch (...) { // NOLINT(bugprone-empty-catch): what more could be done
    }
  }
  room_.reset();
  remains_.reset();
}

// ---- messages

template <class Work> void room::with_room(Work work) {
  if (room_) {
    ++handled_;
    if (guarded([&] { work(*room_); })) after();
    return;
  }
  waiting_.emplace_back(std::move(work));
  if (!loading_ && !anew_due_) wake_anew(); // the last attempt came to nothing
}

void room::join(join_request& request, const session_handle& by) {
  with_room([this, request = std::move(request), by](awake_room& r) mutable {
    const auto address = request.who.address;
    join_answer answer{request.room_name, join_answer::what::refused, key_};
    try {
      answer.came = r.join(std::move(request));
    } catch (...) {
      send(by, std::move(answer)); // it waits for this
      throw;
    }
    if (answer.came == join_answer::what::joined) sessions_[address] = by;
    send(by, std::move(answer));
  });
}

void room::leave(const leave_notice& notice) {
  with_room([this, notice](awake_room& r) {
    sessions_.erase(notice.address);
    r.leave(notice.address, notice.for_good);
  });
}

void room::see(seen_records& seen) {
  with_room([this, seen = std::move(seen)](awake_room& r) mutable {
    try {
      r.seen(seen);
    } catch (...) {
      again_ = std::move(seen); // once: these records are true, and somebody may have to go because of them
      throw;
    }
  });
}

void room::tick() {
  ticks_.rang();
  if (room_ && guarded([this] { room_->tick(); })) after();
}

void room::run(std::shared_ptr<facets::row_work> work) {
  const auto number = ++last_work_;
  works_.emplace(number, work);
  shard_.env.reader.submit([work, number, self = room_handle{this}](const store::snapshot& rows) {
    if (rows.readable())
      work->run(rows);
    else
      work->failed = true;
    caf::anon_send(self, work_done{number});
  });
}

void room::done(std::uint64_t work) {
  const auto found = works_.find(work);
  if (found == works_.end()) return; // the room woke anew since
  const auto run = std::move(found->second);
  works_.erase(found);
  if (room_ && guarded([&] { room_->done(*run); })) after();
}

void room::notify(const model::return_address& session, room_standing_notice::what now) {
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  send(found->second, room_standing_notice{room_->name(), now});
  if (now == room_standing_notice::what::put_out) sessions_.erase(found);
}

void room::after() {
  if (!room_) return;
  guarded([this] {
    if (const auto due = room_->wake_at(); due && ticks_.set(*due)) {
      const auto wait = std::max<std::int64_t>(1, *due - shard_.env.clock.steady_ms());
      delayed_send(room_handle{this}, std::chrono::milliseconds(wait), tick_atom::value);
    }
    if (room_->at_rest()) send(shard_.doors[shard_.env.shard], room_empty{key_, handled_});
    if (room_->ailing()) wake_anew();
  });
}

} // namespace snug::actors
