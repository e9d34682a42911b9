#include "clients/cpp/session_core.hpp"
#include "clients/cpp/codec.hpp"
#include "clients/cpp/hello.hpp"
#include "clients/cpp/loop.hpp"
#include "clients/cpp/random.hpp"
#include <algorithm>
#include <chrono>
#include <utility>

namespace snug::client {
namespace {

constexpr std::uint16_t no_close_code = 1006;

model::failure unavailable(std::string why) {
  return {model::error_code::unavailable, std::move(why), {}, 0, {}};
}

} // namespace

session_core::link::link(session_core& self, loop& on)
  : socket(on, self)
  , wait(on, [&self] { self.connect(); })
  , deadline(on,
             [&self] {
               self.link_->socket.kill();
               self.lost({no_close_code, "the server didn't answer in time", 0});
             })
  , watch(on, [&self] { self.watch_over(); })
  , rejoin(on, [&self] { self.join_missing(); }) {}

session_core::session_core(loop& on, session_options options, session_handlers handlers)
  : loop_(on)
  , options_(std::move(options))
  , handlers_(std::move(handlers))
  , backoff_(options_.wait)
  , queue_(options_.window)
  , max_message_(options_.max_message)
  , resume_(options_.resume) {}

session_core::~session_core() = default;

void session_core::open() {
  if (link_ || over_) return;
  const auto where = parse_url(options_.url);
  if (!where)
    return finish(static_cast<std::uint16_t>(model::close_code::bad_request), where.error().message);
  where_ = *where;
  link_ = std::make_unique<link>(*this, loop_);
  last_ready_ = steady::now();
  tell({phase::connecting, 0, 0, {}, false, {}});
  connect();
}

void session_core::close() {
  if (over_) return;
  leaving_ = true;
  const auto normal = static_cast<std::uint16_t>(model::close_code::normal);
  if (!link_ || !link_->socket.is_open()) {
    if (link_) link_->socket.kill();
    return finish(normal, "closed");
  }
  constexpr std::uint64_t goodbye_ms = 1'000;
  link_->socket.close(normal, "");
  link_->deadline.in(goodbye_ms);
}

void session_core::abandon() {
  handlers_ = {};
  if (link_) link_->socket.kill();
  finish(static_cast<std::uint16_t>(model::close_code::normal), "the session is gone");
  link_.reset();
}

void session_core::connect() {
  refused_.reset();
  link_->deadline.in(options_.connect_ms);
  link_->socket.open(where_);
}

void session_core::opened() { hello_ref_ = send("hello", "", hello_data(options_, resume_token())); }

void session_core::closed(const ending& how) { lost(how); }

comeback session_core::what_now(const ending& how) const {
  if (how.http_status == 401 || how.http_status == 403) return comeback::never;
  if (refused_ && how.code < 4000) return after_refusal(refused_->code);
  return after_close(how.code);
}

void session_core::lost(const ending& how) {
  if (over_) return;
  ready_ = false;
  for (auto* t : {&link_->deadline, &link_->watch, &link_->rejoin})
    t->stop();
  rooms_.connection_lost();
  auto dropped = queue_.connection_lost();
  for (auto& command : dropped)
    answer(command, unavailable("the connection was lost"));
  if (leaving_) return finish(how.code, how.reason);
  const auto reason = refused_ ? refused_->message : how.reason;
  const auto what = what_now(how);
  if (what == comeback::never || (what == comeback::with_new_token && !take_new_token()))
    return finish(how.code, reason);
  const auto away = std::chrono::duration_cast<std::chrono::milliseconds>(steady::now() - last_ready_);
  if (options_.give_up_ms != 0 && away.count() >= options_.give_up_ms) return finish(how.code, reason);
  come_back({how.code, reason, 0},
            std::max(retry_hint(how.reason).value_or(0), refused_ ? refused_->retry_after_ms : 0));
}

void session_core::come_back(const ending& how, std::uint32_t hint_ms) {
  const auto in_ms = backoff_.next(random_number(), hint_ms);
  link_->wait.in(in_ms);
  tell({phase::reconnecting, in_ms, how.code, how.reason, false, {}});
}

bool session_core::take_new_token() {
  if (!options_.new_token) return false;
  auto token = options_.new_token();
  if (!token || *token == options_.token) return false;
  options_.token = std::move(*token);
  return true;
}

void session_core::finish(std::uint16_t code, const std::string& reason) {
  if (over_.exchange(true)) return;
  ready_ = false;
  if (link_)
    for (auto* t : {&link_->wait, &link_->deadline, &link_->watch, &link_->rejoin})
      t->stop();
  const auto why = unavailable(reason.empty() ? "the session is closed" : "the session is closed: " + reason);
  for (const auto& done : rooms_.clear())
    done(why);
  for (auto& command : queue_.take_all())
    answer(command, why);
  tell({phase::closed, 0, code, reason, false, {}});
}

void session_core::watch_over() {
  const std::uint64_t patience = std::uint64_t{heartbeat_ms_} * 2;
  const auto silence = link_->socket.silence();
  const auto quiet = silence ? static_cast<std::uint64_t>(silence->count()) : 0;
  if (quiet < patience) return link_->watch.in(patience - quiet);
  link_->socket.kill();
  lost({no_close_code, "nothing was heard of the server", 0});
}

void session_core::received(std::string_view message) {
  const auto what = decode(message);
  if (const auto* reply = std::get_if<incoming_reply>(&what))
    take_reply(*reply);
  else if (const auto* event = std::get_if<incoming_event>(&what))
    take_event(*event);
  else
    ++rubbish_;
}

void session_core::take_reply(const incoming_reply& reply) {
  if (reply.ref != 0 && reply.ref == hello_ref_) return greeted(reply.outcome);
  if (const auto join = rooms_.answered(reply.ref, reply.outcome)) return take_join(*join, reply.outcome);
  if (auto command = queue_.answered(reply.ref)) {
    answer(*command, reply.outcome);
    pump();
  }
}

void session_core::greeted(const outcome& result) {
  hello_ref_ = 0;
  if (!result) {
    refused_ = result.error();
    // The server's close code says more than the refusal; it is given a moment to come.
    constexpr std::uint64_t grace_ms = 1'000;
    return link_->deadline.in(grace_ms);
  }
  const auto hello = read_greeting(*result);
  {
    const std::lock_guard lock(mutex_);
    resume_ = hello.resume;
  }
  if (hello.max_message != 0) max_message_ = std::min(options_.max_message, hello.max_message);
  if (hello.now != 0) {
    const auto here = std::chrono::system_clock::now().time_since_epoch();
    clock_ahead_ms_ = hello.now - std::chrono::duration_cast<std::chrono::milliseconds>(here).count();
  }
  link_->deadline.stop();
  backoff_.reset();
  last_ready_ = steady::now();
  ready_ = true;
  ++connects_;
  heartbeat_ms_ = hello.heartbeat_ms;
  if (heartbeat_ms_ != 0) watch_over();
  tell({phase::ready, 0, 0, {}, hello.resumed, hello.user});
  join_missing();
  pump();
}

void session_core::take_event(const incoming_event& event) {
  if (event.offset != 0) {
    const auto verdict = rooms_.positions().seen(event.room, event.offset);
    duplicates_ = rooms_.positions().duplicates();
    holes_ = rooms_.positions().holes();
    if (verdict == room_positions::verdict::duplicate) return;
  }
  ++events_;
  if (handlers_.event) handlers_.event(event);
}

void session_core::join_missing() {
  if (!ready_) return;
  for (const auto& room : rooms_.missing()) {
    const auto ref = queue_.fresh_ref();
    std::string message;
    encode_request(message, ref, "room.join", room, rooms_.joining(room, ref), "");
    link_->socket.send(message);
  }
}

void session_core::take_join(const room_list::answer& answer, const outcome& result) {
  if (answer.retry) {
    const auto wait = backoff_.next(random_number(), result.error().retry_after_ms);
    return link_->rejoin.in(wait);
  }
  if (!result && answer.again && handlers_.lost) handlers_.lost(answer.room, result.error());
  if (result && handlers_.joined) {
    const auto& at = answer.joined;
    const auto missed = at.head > at.at.offset ? at.head - at.at.offset : 0;
    handlers_.joined({answer.room, *result, answer.again, at.gap, missed});
  }
  for (const auto& done : answer.waiting)
    done(result);
}

void session_core::pump() {
  if (!ready_) return;
  while (const auto* command = queue_.next_to_send()) {
    std::string message;
    encode_request(message, command->ref, command->command, command->room, command->data, command->id);
    link_->socket.send(message);
  }
}

std::uint32_t session_core::send(const std::string& command, const std::string& room,
                                 const std::string& data) {
  const auto ref = queue_.fresh_ref();
  std::string message;
  encode_request(message, ref, command, room, data, "");
  link_->socket.send(message);
  return ref;
}

void session_core::join(const std::string& room, reply_handler done, const join_options& options) {
  if (over_) {
    if (done) done(unavailable("the session is closed"));
    return;
  }
  rooms_.want(room, std::move(done), options);
  join_missing();
}

void session_core::leave(const std::string& room, reply_handler done) {
  for (const auto& waiting : rooms_.unwant(room))
    waiting(model::failure{model::error_code::gone, "left before it was joined", {}, 0, {}});
  if (!ready_) {
    if (done) done(outcome{model::value{}});
    return;
  }
  outbound command{"room.leave", room, {}, {}, std::move(done), false, 0};
  const auto refused = admit(command);
  if (!refused)
    enqueue(std::move(command));
  else if (command.done)
    command.done(*refused);
}

void session_core::enqueue(outbound command) {
  if (over_) return answer(command, unavailable("the session is closed"));
  if (!ready_ && !command.keep) return answer(command, unavailable("there is no connection"));
  queue_.push(std::move(command));
  pump();
}

void session_core::signal(const std::string& command, const std::string& room, const std::string& data) {
  constexpr std::size_t most_unsent = 1u << 20;
  if (!ready_ || link_->socket.unsent_bytes() > most_unsent) return;
  std::string message;
  encode_request(message, 0, command, room, data, "");
  link_->socket.send(message);
}

std::optional<model::failure> session_core::admit(const outbound& command) {
  const auto size = command.data.size();
  if (!command.data.empty())
    if (const auto wrong = model::check_payload(command.data))
      return model::failure{model::error_code::bad_request, std::string(*wrong), "data", 0, {}};
  constexpr std::size_t envelope = 512; // names and ids have bounds of the server's
  if (size + envelope > max_message_)
    return model::failure{model::error_code::too_large, "larger than the server takes", "data", 0, {}};
  if (over_) return unavailable("the session is closed");
  const auto commands = ++commands_;
  const auto bytes = bytes_ += size;
  if (commands <= options_.max_commands && bytes <= options_.max_bytes) return std::nullopt;
  --commands_;
  bytes_ -= size;
  return unavailable("too many commands wait for an answer");
}

void session_core::answer(outbound& command, const outcome& result) {
  --commands_;
  bytes_ -= command.data.size();
  if (command.done) command.done(result);
}

void session_core::tell(const session_state& state) {
  if (handlers_.state) handlers_.state(state);
}

session_counters session_core::counters() const {
  return {connects_, events_, duplicates_, holes_, rubbish_, commands_};
}

std::string session_core::resume_token() const {
  const std::lock_guard lock(mutex_);
  return resume_;
}

} // namespace snug::client
