#include "actors/door.hpp"
#include "actors/reason_of.hpp"

namespace snug::actors {

namespace {

model::failure failed() { return {model::error_code::internal, "the command failed"}; }

} // namespace

door::door(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard)
  : loop_actor(config, unit)
  , shard_(shard) {
  ++shard_.alive;
}

void door::on_exit() { --shard_.alive; }

door::behavior_type door::make_behavior() {
  return {
      [this](join_request& request, const session_handle& by) {
        const auto reply_to = request.reply_to;
        join_answer refused{request.room_name, join_answer::what::refused, request.room};
        guarded([&] { send(shard_.rooms.reach(request.room), std::move(request), by); },
                [&] {
                  shard_.env.out.reply({reply_to, failed()});
                  send(by, std::move(refused));
                });
      },
      [this](const leave_notice& notice) {
        guarded([&] {
          if (const auto* room = shard_.rooms.reach_awake(notice.room)) send(*room, notice);
        });
      },
      [this](room_command& command) {
        const auto from = command.what.from;
        guarded([&] { shard_.at_home(std::move(command)); }, [&] { shard_.env.out.reply({from, failed()}); });
      },
      [this](const renewal_notice& notice) {
        guarded([&] {
          if (const auto* room = shard_.rooms.reach_awake(notice.room)) send(*room, notice);
        });
      },
      [this](room_commands& commands) {
        std::vector<model::return_address> authors;
        for (const auto& command : commands.together)
          authors.push_back(command.from);
        guarded([&] { shard_.at_home(std::move(commands)); },
                [&] {
                  for (const auto& from : authors)
                    shard_.env.out.reply({from, failed()});
                });
      },
      [this](const room_empty& empty) {
        guarded([&] { shard_.rooms.emptied(empty.room, empty.handled, shard_.env.clock.steady_ms()); });
      },
      [this](session_claim& next) {
        const auto by = caf::actor_cast<session_handle>(next.by);
        guarded([&] { claim(next); }, [&] { send(by, failed_atom::value); });
      },
      [this](const session_release& gone) {
        guarded([&] { shard_.sessions.release(gone.session, gone.by); });
      },
  };
}

void door::claim(session_claim& claim) {
  const auto by = caf::actor_cast<session_handle>(claim.by);
  if (const auto before = shard_.sessions.claim(claim.session, claim.by))
    send(caf::actor_cast<session_handle>(before), replaced_atom::value);
  send(by, settled_atom::value);
}

template <class Work> void door::guarded(Work work) {
  try {
    work();
  } catch (...) {
    shard_.env.trouble("door: a handler threw: " + reason_of(std::current_exception()));
  }
}

template <class Work, class Otherwise> void door::guarded(Work work, Otherwise otherwise) {
  bool done = false;
  guarded([&] {
    work();
    done = true;
  });
  if (!done) guarded(otherwise);
}

} // namespace snug::actors
