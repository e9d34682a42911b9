#include "transport/socketio_client.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport {

namespace {

/// Fields of a hello that a client may give in its `auth`.
constexpr std::string_view greeting_fields[] = {"token", "name", "rooms"};

/// Between the resume token and the end of the session's public name, in what a client comes back with.
constexpr char pid_mark = '~';

std::string hello_of(std::string_view auth, std::string_view resume) {
  const model::value given(auth);
  std::uint32_t count = !resume.empty();
  for (const auto field : greeting_fields)
    count += given.find(field).text().has_value();
  model::packer p;
  p.map(count);
  for (const auto field : greeting_fields)
    if (const auto text = given.find(field).text()) p.text(field).text(*text);
  if (!resume.empty()) p.text("resume").text(resume);
  return std::move(p).str();
}

/// What a session is called in public: its number, and what tells its lives apart.
std::string sid_of(std::uint64_t session, std::string_view pid) {
  auto sid = std::to_string(session);
  if (!pid.empty()) sid.append(1, '.').append(pid.substr(pid.rfind(pid_mark) + 1));
  return sid;
}

std::string code_of(const model::failure& why) {
  return model::packer{}.map(1).text("code").text(name_of(why.code)).str();
}

} // namespace

bool comes_back_after(model::close_code code) noexcept {
  switch (code) {
  case model::close_code::bad_request:
  case model::close_code::unauthenticated:
  case model::close_code::forbidden:
  case model::close_code::no_such_room:
  case model::close_code::replaced:
  case model::close_code::protocol_abuse:
    return false;
  default:
    return true;
  }
}

socketio_client::socketio_client(house& of, engine::line& over, const socketio::connection_limits& limits,
                                 std::int64_t now, std::unique_ptr<arrival> came, bool recovery)
  : house_(of)
  , line_(over)
  , limits_(limits)
  , talk_(limits_, now, *this)
  , came_(std::move(came))
  , recovery_(recovery) {}

socketio_client::~socketio_client() = default;

// ---- the line

void socketio_client::received(engine::line&, std::string_view data, bool binary) {
  talk_.received(data, binary);
}

void socketio_client::writable(engine::line&, peer& p) { house_.writable(p); }

void socketio_client::ended(engine::line&, engineio::ending) {
  while (!places_.empty())
    leave(places_.back());
  if (came_) house_.left_unidentified(*came_);
  house_.over(line_);
}

// ---- namespaces

socketio_client::place* socketio_client::find(std::string_view nsp) noexcept {
  const auto found =
      std::find_if(places_.begin(), places_.end(), [&](const auto& p) { return p.nsp == nsp; });
  return found == places_.end() ? nullptr : &*found;
}

socketio_client::place* socketio_client::find(const peer& p) noexcept {
  const auto found = std::find_if(places_.begin(), places_.end(), [&](const auto& x) { return x.who == &p; });
  return found == places_.end() ? nullptr : &*found;
}

void socketio_client::connecting(std::string_view nsp, std::string_view auth) {
  if (!house_.is_there(nsp)) return talk_.refuse(nsp, "Invalid namespace");
  auto came = std::make_unique<arrival>(*came_);
  came_->unidentified = false; // the peer has that from here on
  place in{std::string(nsp), nullptr, {}};
  if (recovery_) take_credentials(auth, in, *came);
  auto hello = hello_of(auth, std::string_view(in.pid).substr(0, in.pid.rfind(pid_mark)));
  auto& p = house_.enter(line_, talk_.spoken(), nsp, std::move(came));
  in.who = &p;
  places_.push_back(std::move(in));
  house_.greet(p, std::move(hello), auth);
}

/// Which session of before it goes on with, if any: the one that its private name proves, or that of its
/// device.
void socketio_client::take_credentials(std::string_view auth, place& in, arrival& came) {
  constexpr std::size_t longest = 1'024;
  const model::value given(auth);
  came.keeps_rooms = true;
  if (const auto device = given.find("device").text()) came.device = *device;
  if (came.device.size() > longest) came.device.clear();
  // A namespace is a session of its own, also of one device.
  if (!came.device.empty() && in.nsp != socketio::main_namespace) came.device += in.nsp;
  const auto pid = given.find("pid").text().value_or("");
  if (pid.rfind(pid_mark) == pid.npos || pid.size() > longest) return;
  in.pid = pid;
  came.device.clear(); // this says more
  const auto cursor = given.find("offset");
  // Without one it was told nothing that is kept.
  const auto at =
      cursor.present() ? house_.position(cursor.text().value_or("")) : std::optional<std::uint64_t>(0);
  came.recovers = at.has_value();
  came.commit = at.value_or(0);
}

void socketio_client::welcomed(const peer& p, const model::reply& reply) {
  auto* in = find(p);
  if (!in) return;
  if (reply.outcome) return accept(*in, reply);
  const auto& why = reply.outcome.error();
  talk_.refuse(in->nsp, why.message, code_of(why));
}

/// The session's own number begins its name: the name of the Engine.IO session is a secret of the transport.
void socketio_client::accept(place& in, const model::reply& reply) {
  const model::value answer(*reply.outcome);
  const auto recovered = answer.find("recovered").uint();
  if (!recovery_)
    in.pid.clear();
  else if (!recovered)
    in.pid = std::string(answer.find("resume").text().value_or("")) + pid_mark + house_.secret();
  talk_.accept(in.nsp, sid_of(answer.find("session").uint().value_or(0), in.pid), in.pid);
  if (recovery_) house_.recalled(*in.who, recovered.value_or(0));
}

void socketio_client::dismiss(peer& p, model::close_code code) {
  const auto* in = find(p);
  if (!in) return;
  const auto nsp = in->nsp;
  const bool was_in = talk_.joined(nsp);
  leave(*in);
  if (was_in && comes_back_after(code)) return line_.close();
  talk_.disconnect(nsp); // says nothing where it was refused
}

void socketio_client::leave(const place& from) {
  auto& p = *from.who;
  places_.erase(places_.begin() + (&from - places_.data()));
  line_.forget(p);
  house_.leave(p);
}

void socketio_client::left(std::string_view nsp) {
  const auto* in = find(nsp);
  if (!in) return;
  house_.left(*in->who);
  leave(*in);
}

void socketio_client::event(const socketio::packet& p) {
  if (const auto* in = find(p.nsp)) house_.said(*in->who, p);
}

void socketio_client::send(std::string_view frames) { line_.say(frames); }

void socketio_client::broken(std::string_view) {
  if (!std::exchange(broken_, true)) line_.close();
}

} // namespace snug::transport
