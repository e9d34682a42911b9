#include "transport/socketio_client.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
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
  leave();
  if (came_) house_.left_unidentified(*came_);
  house_.over(line_);
}

// ---- namespaces

void socketio_client::connecting(std::string_view nsp, std::string_view auth) {
  if (nsp != socketio::main_namespace) return talk_.refuse(nsp, "Invalid namespace");
  auto came = std::make_unique<arrival>(*came_);
  came_->address = 0; // the peer has it from here on
  if (recovery_) take_credentials(auth, *came);
  main_ = &house_.enter(line_, talk_.spoken(), std::move(came));
  house_.greet(*main_, hello_of(auth, std::string_view(pid_).substr(0, pid_.rfind(pid_mark))));
}

/// Which session of before it goes on with, if any: the one that its private name proves, or that of its
/// device.
void socketio_client::take_credentials(std::string_view auth, arrival& came) {
  constexpr std::size_t longest = 1'024;
  const model::value given(auth);
  came.keeps_rooms = true;
  if (const auto device = given.find("device").text()) came.device = *device;
  if (came.device.size() > longest) came.device.clear();
  const auto pid = given.find("pid").text().value_or("");
  if (pid.rfind(pid_mark) == pid.npos || pid.size() > longest) return;
  pid_ = pid;
  came.device.clear(); // this says more
  const auto cursor = given.find("offset");
  // Without one it was told nothing that is kept.
  const auto at =
      cursor.present() ? house_.position(cursor.text().value_or("")) : std::optional<std::uint64_t>(0);
  came.recovers = at.has_value();
  came.commit = at.value_or(0);
}

void socketio_client::welcomed(const peer& p, const model::reply& reply) {
  if (&p != main_) return;
  if (reply.outcome) return accept(reply);
  const auto& why = reply.outcome.error();
  talk_.refuse(socketio::main_namespace, why.message, code_of(why));
}

/// The session's own number begins its name: the name of the Engine.IO session is a secret of the transport.
void socketio_client::accept(const model::reply& reply) {
  const model::value answer(*reply.outcome);
  const auto recovered = answer.find("recovered").uint();
  if (!recovery_)
    pid_.clear();
  else if (!recovered)
    pid_ = std::string(answer.find("resume").text().value_or("")) + pid_mark + house_.secret();
  talk_.accept(socketio::main_namespace, sid_of(answer.find("session").uint().value_or(0), pid_), pid_);
  if (recovery_) house_.recalled(*main_, recovered.value_or(0));
}

void socketio_client::dismiss(peer& p, model::close_code code) {
  if (&p != main_) return;
  const bool was_in = talk_.joined(socketio::main_namespace);
  leave();
  if (was_in && comes_back_after(code)) return line_.close();
  talk_.disconnect(socketio::main_namespace); // says nothing where it was refused
}

void socketio_client::leave() {
  auto* p = std::exchange(main_, nullptr);
  if (!p) return;
  line_.forget(*p);
  house_.leave(*p);
}

void socketio_client::left(std::string_view) {
  if (main_) house_.left(*main_);
  leave();
}

void socketio_client::event(const socketio::packet& p) {
  if (main_) house_.said(*main_, p);
}

void socketio_client::send(std::string_view frames) { line_.say(frames); }

void socketio_client::broken(std::string_view) {
  if (!std::exchange(broken_, true)) line_.close();
}

} // namespace snug::transport
