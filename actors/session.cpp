#include "actors/session.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/join_lookup.hpp"
#include "actors/lanes.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "actors/reason_of.hpp"
#include "actors/room_authority.hpp"
#include <utility>

namespace snug::actors {

namespace {

model::return_address without_ref(model::return_address address) noexcept {
  address.ref = 0;
  return address;
}

/// A position that lacks a part is none that any log knows.
model::position position_of(const model::value& since) {
  const auto epoch = since.find("epoch").uint();
  const auto offset = since.find("offset").uint();
  return epoch && offset ? model::position{*epoch, *offset} : model::position{};
}

model::failure not_joined() { return {model::error_code::forbidden, "join the room first", "room"}; }

} // namespace

session::session(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard, greeting hello)
  : loop_actor(config, unit)
  , shard_(shard)
  , who_(hello.who)
  , hello_(std::make_unique<greeting>(std::move(hello)))
  , address_(without_ref(hello_->from))
  , places_(shard.env.rooms_per_session)
  , budget_(shard.env.commands_per_second) {
  ++shard_.alive;
}

void session::on_exit() {
  waiting_.clear();
  --shard_.alive;
}

session::behavior_type session::make_behavior() {
  // What it has half done nobody knows: the client comes back, resumes and repeats what wasn't answered.
  set_exception_handler([this](std::exception_ptr& thrown) -> caf::error {
    shard_.env.trouble("session: a handler threw: " + reason_of(thrown));
    shard_.env.out.close(address_, model::close_code::internal, "internal error");
    end();
    return caf::exit_reason::unhandled_exception;
  });
  const auto home = shard_.home_of_session(who_->session);
  send(shard_.doors[home], session_claim{who_->session, caf::actor_cast<caf::strong_actor_ptr>(this)});
  return {
      [this](client_command& command) { take(std::move(command)); },
      [this](client_commands& commands) { take(std::move(commands)); },
      [this](located_room& found) { located(found); },
      [this](const join_answer& answer) { joined(answer); },
      [this](const room_standing_notice& notice) { stand(notice); },
      [this](settled_atom) { settle(); },
      [this](replaced_atom) {
        shard_.env.out.close(address_, model::close_code::replaced,
                             "another connection has this session now");
        end();
      },
      [this](failed_atom) {
        shard_.env.out.close(address_, model::close_code::internal, "internal error");
        end();
      },
      [this](closed_atom) { end(); },
  };
}

// ---- hello

void session::settle() {
  const auto hello = std::exchange(hello_, nullptr);
  shard_.env.out.greeted(address_, who_);
  shard_.env.out.reply({hello->from, std::move(hello->reply)});
  // The row is written behind: the signed resume token proves the session without it.
  model::command open;
  open.who = model::server_identity();
  open.verb = *facets::command_registry::get().find("session.open");
  open.data = model::packer{}
                  .map(5)
                  .text("session")
                  .uint(who_->session)
                  .text("user")
                  .text(who_->user)
                  .text("name")
                  .text(who_->name)
                  .text("client")
                  .text(hello->client)
                  .text("expires")
                  .integer(hello->resume_until)
                  .str();
  shard_.env.journal.submit(std::move(open));
  go_on();
}

void session::end() {
  depart(false);
  const auto home = shard_.home_of_session(who_->session);
  send(shard_.doors[home], session_release{who_->session, caf::actor_cast<caf::strong_actor_ptr>(this)});
  quit();
}

void session::depart(bool for_good) {
  for (const auto& [name, known] : places_)
    if (known.joined) shard_.send(leave_notice{known.room, address_, for_good});
  places_.clear();
}

// ---- one command after the other

void session::take(work next) {
  if (held_back_)
    waiting_.push_back(std::move(next));
  else
    std::visit([this](auto& w) { carry_out(w); }, next);
}

void session::go_on() {
  held_back_ = false;
  pending_.reset();
  while (!held_back_ && !waiting_.empty()) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    std::visit([this](auto& w) { carry_out(w); }, next);
  }
}

void session::carry_out(client_command& next) {
  auto& command = next.what;
  command.who = who_;
  if (!spend(command.from) || !name_room(command)) return;
  const auto& registry = facets::command_registry::get();
  if (command.verb == registry.join()) return join(command);
  if (command.verb == registry.leave()) return leave(command);
  if (wants_place(command) && !places_.find(command.room_name)) {
    pending_ = std::make_unique<model::command>(std::move(command));
    return locate(pending_->room_name);
  }
  send_down_its_lane(std::move(command));
}

void session::carry_out(client_commands& next) {
  for (auto& command : next.together) {
    command.who = who_;
    if (!name_room(command)) return;
  }
  const auto* known = places_.find(next.together.front().room_name);
  if (known && known->held) {
    for (auto& command : next.together)
      refuse(command.from, standing_is_undecided());
    return;
  }
  shard_.env.journal.submit(std::move(next.together));
}

bool session::spend(const model::return_address& to) {
  const auto wait = budget_.take(shard_.env.clock.steady_ms());
  if (wait == 0) return true;
  refuse(to, {model::error_code::rate_limited, "too many commands", "", wait});
  return false;
}

bool session::name_room(model::command& command) {
  if (!spec_of(command).in_room || !command.room_name.empty()) return true;
  command.room_name = places_.current();
  if (!command.room_name.empty()) return true;
  refuse(command.from, {model::error_code::bad_request, "is missing", "room"});
  return false;
}

void session::refuse(const model::return_address& to, model::failure why) {
  shard_.env.out.reply({to, std::move(why)});
}

void session::send_down_its_lane(model::command command) {
  const auto lane = lane_of(command);
  if (lane == model::lane::read) return read(std::move(command));
  if (!spec_of(command).in_room)
    return refuse(command.from, {model::error_code::forbidden, "only the server may do this"});

  const auto* known = places_.find(command.room_name);
  if (lane == model::lane::live && !(known && known->joined)) return refuse(command.from, not_joined());
  if (known && known->held) return refuse(command.from, standing_is_undecided());
  command.room = known->room;
  if (lane == model::lane::durable && !spec_of(command).holds)
    return shard_.env.journal.submit(std::move(command));
  shard_.send(room_command{std::move(command)});
}

void session::read(model::command command) {
  auto& env = shard_.env;
  env.reader.submit([&out = env.out, &rules = env.rules, &clock = env.clock,
                     command = std::move(command)](const store::snapshot& rows) {
    if (!rows.readable()) return out.reply({command.from, store_is_unreadable()});
    out.reply({command.from, rules.read(command, rows, clock.wall_ms())});
  });
}

// ---- rooms

void session::locate(const std::string& room_name) {
  held_back_ = true;
  submit_lookup(shard_.env, room_name, who_, session_handle{this});
}

void session::located(located_room& found) {
  auto& next = *pending_;
  const bool joining = next.verb == facets::command_registry::get().join();
  if (!found.room) {
    refuse(next.from, std::move(found.room.error()));
    return go_on();
  }
  if (!places_.add(found.name, found.room->key)) {
    refuse(next.from,
           {model::error_code::rate_limited, "this session is in as many rooms as it may be", "room"});
    return go_on();
  }
  if (joining) return enter(found, next); // joined() goes on
  send_down_its_lane(std::move(next));
  go_on();
}

void session::join(model::command& command) {
  pending_ = std::make_unique<model::command>(std::move(command));
  locate(pending_->room_name);
}

void session::enter(const located_room& found, const model::command& join) {
  const auto& room = *found.room;
  const auto since = model::value{join.data}.find("since");
  join_request request;
  request.room = room.key;
  request.room_name = room.name;
  request.who = {address_, who_, found.in_room};
  request.reply_to = join.from;
  request.epoch = room.log.epoch();
  request.head = room.log.head;
  request.as_of = found.as_of;
  request.resumption.from = room.log.head;
  if (since.is_map()) request.resumption = model::resume(room.log, position_of(since));
  shard_.send(std::move(request), session_handle{this});
}

void session::joined(const join_answer& answer) {
  if (answer.came == join_answer::what::stale) return locate(answer.room_name);
  if (answer.came == join_answer::what::joined)
    places_.joined(answer.room_name, answer.room);
  else if (const auto* known = places_.find(answer.room_name); known && !known->joined)
    places_.left(answer.room_name);
  go_on();
}

void session::leave(model::command& command) {
  const auto* known = places_.find(command.room_name);
  if (!known || !known->joined) return refuse(command.from, not_joined());
  shard_.env.out.unsubscribe(address_, known->room);
  shard_.send(leave_notice{known->room, address_, true});
  places_.left(command.room_name);
  shard_.env.out.reply({command.from, model::packer{}.map(0).str()});
}

void session::stand(const room_standing_notice& notice) {
  auto* known = places_.find(notice.room_name);
  if (!known) return;
  if (notice.now == room_standing_notice::what::put_out)
    places_.left(notice.room_name);
  else
    known->held = notice.now == room_standing_notice::what::held;
}

} // namespace snug::actors
