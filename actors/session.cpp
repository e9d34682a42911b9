#include "actors/session.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/join_lookup.hpp"
#include "actors/lanes.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "actors/reason_of.hpp"
#include "actors/room_authority.hpp"
#include <algorithm>
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

constexpr std::int64_t seen_every_ms = 60'000;

/// What is wrong with commands that came together: those without a room are of none together.
std::optional<model::failure> mixed(const std::vector<model::command>& all) {
  for (const auto& command : all)
    if (spec_of(command).in_room != spec_of(all.front()).in_room)
      return model::failure{model::error_code::bad_request, "commands sent together must be of one room"};
  return std::nullopt;
}

model::failure not_joined() { return {model::error_code::forbidden, "join the room first", "room"}; }

} // namespace

session::session(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard, greeting hello)
  : loop_actor(config, unit)
  , shard_(shard)
  , who_(hello.who)
  , hello_(std::make_unique<greeting>(std::move(hello)))
  , address_(without_ref(hello_->from)) {
  if (hello_->keeps_rooms) kept_ = std::make_unique<kept_rooms>();
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
      [this](seat_answer& answer) { seated(answer); },
      [this](own_rooms& found) { bring(found); },
      [this](recalled_rooms& found) { come_back(found); },
      [this](const renewed_identity& renewed) { renew(renewed.who); },
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
      [this](left_atom) { end(true); },
      [this](closed_atom) { end(); },
  };
}

// ---- hello

void session::settle() {
  // What the connection before it said last, that its client goes for good, may be on its way to the disk: it
  // is asked behind that. seated() goes on.
  if (kept_ && hello_->back.wanted != comeback::what::nowhere) return keep(nullptr, true);
  welcome(std::move(hello_));
}

/// The client is told that it is back before its rooms are joined: what it missed follows. It acts on what
/// comes, so that another cut while it comes costs and repeats nothing.
void session::come_back(recalled_rooms& found) {
  kept_->recall(std::move(found.rooms), std::move(found.stands));
  recalling_ = found.exactly;
  coming_ = std::make_unique<std::vector<std::string>>();
  for (const auto& room : kept_->all())
    coming_->insert(coming_->begin(), room.name);
  if (found.exactly) {
    model::packer reply;
    reply.map(2).text("session").uint(who_->session);
    reply.text("recovered").uint(kept_->all().size());
    hello_->reply = std::move(reply).str();
    hello_->brings_rooms = false; // it was in them
  }
  welcome(std::move(hello_));
}

void session::welcome(std::unique_ptr<greeting> hello) {
  shard_.env.out.greeted(address_, who_);
  shard_.env.out.reply({hello->from, std::move(hello->reply)});
  if (!hello->fleeting) keep(hello.get()); // behind: the signed resume token proves the session without it
  if (hello->brings_rooms) return submit_own_rooms(shard_.env, who_, session_handle{this});
  go_on();
}

void session::keep(const greeting* hello, bool wait) {
  kept_at_ = shard_.env.clock.wall_ms();
  model::packer p;
  const auto rooms = hello && kept_ ? encode(kept_->all()) : std::string();
  p.map((hello ? 9 : 6) + !rooms.empty()).text("session").uint(who_->session).text("user").text(who_->user);
  p.text("seen").integer(kept_at_).text("token").text(who_->token);
  p.text("token_ends").integer(who_->expires_at).text("login").uint(who_->login);
  if (hello) {
    p.text("name").text(who_->name).text("client").text(hello->client);
    p.text("expires").integer(hello->resume_until);
  }
  if (!rooms.empty()) p.text("rooms").bytes(rooms);
  model::command open;
  open.who = model::server_identity();
  open.verb = *facets::command_registry::get().find(hello ? "session.open" : "session.seen");
  open.data = std::move(p).str();
  if (wait) open.waits = {who_->session, ++ticket_};
  shard_.env.journal.submit(std::move(open));
}

void session::renew(const model::identity_ptr& who) {
  who_ = who;
  keep(nullptr);
  renewed_ = held_back_; // a join under way carries who it was before
  for (const auto& [name, known] : places_)
    if (known.joined) shard_.send(renewal_notice{known.room, address_, who});
}

/// The inbox is made first: what is delivered from now on is to be heard.
void session::bring(own_rooms& found) {
  if (!found.has_inbox && !who_->guest && tries_++ == 0) {
    model::command first;
    first.verb = *facets::command_registry::get().find("room.inbox");
    return ask_for(std::move(first));
  }
  if (!coming_) coming_ = std::make_unique<std::vector<std::string>>();
  coming_->insert(coming_->begin(), found.names.rbegin(), found.names.rend());
  go_on();
}

/// Comes into the next of the own rooms; false where none is left.
bool session::bring_next() {
  if (!coming_ || coming_->empty()) {
    coming_.reset();
    recalling_ = false;
    return false;
  }
  client_command join;
  join.what.who = who_;
  join.what.verb = facets::command_registry::get().join();
  join.what.room_name = std::move(coming_->back());
  coming_->pop_back();
  tries_ = 0;
  locate_for(std::move(join));
  return true;
}

void session::end(bool for_good) {
  depart(for_good);
  if (for_good && kept_) {
    kept_->end();
    write_rooms(false);
  }
  // Nobody needs to know it to the second: whoever comes and goes in between costs no write.
  if (kept_at_ != 0 && shard_.env.clock.wall_ms() - kept_at_ >= seen_every_ms) keep(nullptr);
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
  if (bring_next()) return;
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
  if (auto why = spend(1)) return refuse(command.from, *std::move(why));
  const bool unknown_name = command.verb == facets::command_registry::get().free_event();
  auto* back_end = shard_.env.rpc;
  if (unknown_name && back_end && back_end->open() && command.room_name.empty() && places_.current().empty())
    return back_end->carry_out(std::move(command)); // no room it could be an event of
  if (auto why = name_room(command)) return refuse(command.from, *std::move(why));
  const auto& registry = facets::command_registry::get();
  if (command.verb == registry.leave()) {
    if (!kept_ || !kept_->forget(command.room_name)) return leave(command);
    held_back_ = true; // whoever was told that they are out stays out after a crash
    pending_ = std::make_unique<work>(std::move(next));
    return write_rooms(true);
  }
  // Its rules judge strangers too: to look the room up first would tell them whether it is there.
  if (spec_of(command).for_strangers) return shard_.env.journal.submit(std::move(command));
  tries_ = 0;
  if (lane_of(command) == model::lane::desk && shard_.env.identity)
    return shard_.env.identity->carry_out(std::move(command));
  const bool unknown = wants_place(command) && !places_.find(command.room_name);
  if (unknown || command.verb == registry.join()) return locate_for(std::move(next));
  send_down_its_lane(next);
}

void session::carry_out(client_commands& next) {
  auto why = spend(next.together.size());
  for (auto& command : next.together) {
    command.who = who_;
    if (!why) why = name_room(command);
  }
  if (!why) why = mixed(next.together);
  if (why) return refuse(work{std::move(next)}, *why); // all or none
  if (!spec_of(next.together.front()).in_room) return shard_.env.journal.submit(std::move(next.together));
  if (!places_.find(next.together.front().room_name)) return locate_for(std::move(next));
  send_down_its_lane(next);
}

std::optional<model::failure> session::spend(std::size_t commands) {
  const auto& env = shard_.env;
  const auto wait = budget_.take(env.clock.steady_ms(), env.limits.in_session(*who_), commands);
  if (wait != 0) return too_many("too many commands", wait);
  return shard_.spend(*who_, commands);
}

std::optional<model::failure> session::name_room(model::command& command) const {
  if (!spec_of(command).in_room || !command.room_name.empty()) return std::nullopt;
  command.room_name = places_.current();
  if (!command.room_name.empty()) return std::nullopt;
  return model::failure{model::error_code::bad_request, "is missing", "room"};
}

void session::refuse(const model::return_address& to, model::failure why) {
  if (to.nobody()) return; // it came by itself
  shard_.env.out.reply({to, std::move(why)});
}

void session::refuse(const work& what, const model::failure& why) {
  if (const auto* one = std::get_if<client_command>(&what)) return refuse(one->what.from, why);
  for (const auto& command : std::get<client_commands>(what).together)
    refuse(command.from, why);
}

void session::send_down_its_lane(client_command& next) {
  auto& command = next.what;
  const auto lane = lane_of(command);
  if (lane == model::lane::read) return shard_.read(std::move(command));
  const auto& spec = spec_of(command);
  if (!spec.in_room) {
    if (spec.whose != model::about::given_user) return shard_.env.journal.submit(std::move(command));
    return refuse(command.from, {model::error_code::forbidden, "only the server may do this"});
  }
  const auto* known = places_.find(command.room_name);
  if (lane == model::lane::live && !(known && known->joined)) return refuse(command.from, not_joined());
  if (known && known->held) return refuse(command.from, standing_is_undecided());
  if (auto why = shard_.spend_in(known->room, 1)) return refuse(command.from, *std::move(why));
  command.room = known->room;
  if (lane == model::lane::durable && !by_the_room(command))
    return shard_.env.journal.submit(std::move(command));
  shard_.send(room_command{std::move(command)});
}

void session::send_down_its_lane(client_commands& next) {
  auto& all = next.together;
  const auto* known = places_.find(all.front().room_name);
  if (known->held) return refuse(work{std::move(next)}, standing_is_undecided());
  if (auto why = shard_.spend_in(known->room, all.size())) return refuse(work{std::move(next)}, *why);
  for (auto& command : all)
    command.room = known->room;
  if (std::ranges::none_of(all, by_the_room)) return shard_.env.journal.submit(std::move(all));
  shard_.send(room_commands{std::move(all)});
}

// ---- rooms

void session::locate(const std::string& room_name) {
  held_back_ = true;
  submit_lookup(shard_.env, room_name, who_, session_handle{this});
}

void session::locate_for(work next) {
  pending_ = std::make_unique<work>(std::move(next));
  const auto* one = std::get_if<client_command>(pending_.get());
  locate(one ? one->what.room_name : std::get<client_commands>(*pending_).together.front().room_name);
}

void session::located(located_room& found) {
  auto* one = std::get_if<client_command>(pending_.get());
  const bool joining = one && one->what.verb == facets::command_registry::get().join();
  if (joining && get_ready(found, one->what)) return; // seated() goes on
  if (!found.room) {
    if (joining && recalling_) return no_way_back();
    if (joining) { // it went while it was written down
      give_up_entering();
      forget(found.name);
    }
    refuse(*pending_, found.room.error());
    return go_on();
  }
  if (!places_.add(found.name, found.room->key, shard_.env.limits.rooms_of(*who_))) {
    refuse(*pending_,
           {model::error_code::rate_limited, "this session is in as many rooms as it may be", "room"});
    return go_on();
  }
  if (joining && kept_ && write_down(found, one->what)) return; // seated() goes on
  if (joining) return enter(found, one->what);                  // joined() goes on
  std::visit([this](auto& next) { send_down_its_lane(next); }, *pending_);
  go_on();
}

/// Where joining changes rows (an open seat, a code, a room that its name makes) that comes first. A code is
/// tried whether there is such a room or not: neither answer nor time tell the two apart.
bool session::get_ready(const located_room& found, const model::command& join) {
  constexpr unsigned most_tries = 2; // a room may have to be made before there is a seat in it
  const auto code = model::value{join.data}.find("code").text().value_or("");
  const bool begins = found.before == located_room::first::begin_room;
  const bool may_help =
      begins || found.before == located_room::first::take_seat ||
      (!code.empty() && !found.room && found.room.error().code == model::error_code::not_found);
  if (!may_help || tries_ == most_tries) return false;
  ++tries_;
  model::command first;
  first.verb = *facets::command_registry::get().find(begins ? "room.ensure" : "member.join");
  if (!begins) first.room_name = found.name;
  model::packer data;
  data.map(begins || !code.empty() ? 1 : 0);
  if (begins)
    data.text("name").text(found.name);
  else if (!code.empty())
    data.text("code").text(code);
  first.data = std::move(data).str();
  ask_for(std::move(first));
  return true;
}

/// Has a command carried out on the session's own behalf; seated() hears of it.
void session::ask_for(model::command first) {
  first.who = who_;
  first.waits = {who_->session, ++ticket_};
  shard_.env.journal.submit(std::move(first));
}

void session::seated(seat_answer& answer) {
  if (answer.ticket != ticket_ || !held_back_) return;
  if (hello_)
    return submit_recall(shard_.env, who_, hello_->back, session_handle{this});   // come_back() goes on
  if (!pending_) return submit_own_rooms(shard_.env, who_, session_handle{this}); // the inbox
  auto& command = std::get<client_command>(*pending_).what;
  if (command.verb == facets::command_registry::get().leave()) {
    leave(command);
    return go_on();
  }
  if (!answer.outcome && kept_ && kept_->entering(command.room_name)) {
    give_up_entering(); // it couldn't be written down
    forget(command.room_name);
    if (const auto* known = places_.find(command.room_name); known && !known->joined)
      places_.left(command.room_name);
  }
  const bool is_in = answer.outcome || answer.outcome.error().code == model::error_code::conflict;
  if (is_in) return locate(command.room_name);
  refuse(*pending_, answer.outcome.error());
  go_on();
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
  if (const auto* at = kept_ ? kept_->entering(room.name) : nullptr) {
    request.resumption = model::resume(room.log, at->stands);
    if (recalling_ && request.resumption.missed) return no_way_back();
    if (!request.resumption.missed) request.resumption.missed = at->missed;
  }
  request.quietly = recalling_;
  shard_.send(std::move(request), session_handle{this});
}

/// A room is written down before it is joined, and is joined from the position that was written down. False
/// where nothing has to be written.
bool session::write_down(const located_room& found, const model::command& join) {
  if (kept_->entering(found.name)) return false;
  if (recalling_) {
    kept_->go_on(found.name);
    return false;
  }
  const auto& log = found.room->log;
  const auto since = model::value{join.data}.find("since");
  model::resumption from{log.head, std::nullopt};
  if (since.is_map()) from = model::resume(log, position_of(since));
  const bool on_disk = found.room->kind->durability == model::durability::disk;
  kept_->begin({found.name, {log.epoch(), from.from}, from.missed}, on_disk);
  held_back_ = true;
  shard_.env.out.still(address_, true);
  write_rooms(true);
  return true;
}

/// The join that was written down comes to nothing.
void session::give_up_entering() {
  if (kept_ && kept_->settle()) shard_.env.out.still(address_, false);
}

/// Has its row say which rooms it comes back to; `seated` hears of it where it is to `wait`.
void session::write_rooms(bool wait) {
  model::packer p;
  p.map(3).text("session").uint(who_->session).text("user").text(who_->user);
  p.text("rooms").bytes(encode(kept_->all()));
  model::command write;
  write.who = model::server_identity();
  write.verb = *facets::command_registry::get().find("session.rooms");
  write.data = std::move(p).str();
  if (wait) write.waits = {who_->session, ++ticket_};
  shard_.env.journal.submit(std::move(write));
}

void session::forget(const std::string& room_name) {
  if (kept_ && kept_->forget(room_name)) write_rooms(false);
}

/// It is in this room no more, or didn't come in.
void session::leave_out(const std::string& room_name) {
  places_.left(room_name);
  forget(room_name);
}

/// A room that the client was told it is back in let it in no more, in the moment between. It comes again and
/// begins anew.
void session::no_way_back() {
  kept_->cut_off();
  write_rooms(false);
  shard_.env.out.close(address_, model::close_code::try_again, "a room can't be gone on with");
  end();
}

void session::joined(const join_answer& answer) {
  if (answer.came == join_answer::what::stale) return locate(answer.room_name);
  if (recalling_ && answer.came == join_answer::what::refused) return no_way_back();
  const bool joined_as_before = std::exchange(renewed_, false);
  if (kept_ && answer.came == join_answer::what::joined) (void)kept_->settle();
  give_up_entering();
  if (answer.came == join_answer::what::joined) {
    places_.joined(answer.room_name, answer.room);
    if (joined_as_before) shard_.send(renewal_notice{answer.room, address_, who_});
  } else if (const auto* known = places_.find(answer.room_name); known && !known->joined)
    leave_out(answer.room_name);
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
    leave_out(notice.room_name);
  else
    known->held = notice.now == room_standing_notice::what::held;
}

} // namespace snug::actors
