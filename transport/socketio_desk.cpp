#include "transport/socketio_desk.hpp"
#include "actors/facets/command_registry.hpp"
#include "transport/base64url.hpp"
#include "transport/delivery.hpp"
#include "transport/dialect/socketio_words.hpp"
#include "transport/engine/session_names.hpp"
#include <algorithm>
#include <charconv>
#include <utility>

namespace snug::transport {

namespace {

constexpr std::uint32_t upgrade_ms = 10'000;

engineio::settings engine_settings(const transport_settings& s) {
  return {s.heartbeat_interval_ms, s.heartbeat_timeout_ms, upgrade_ms, s.message_bytes};
}

/// Whether `room` in the data of the command isn't the room it is carried out in.
bool has_field_room(std::string_view command) {
  const auto& registry = facets::command_registry::get();
  const auto verb = registry.find(command);
  if (!verb) return true; // a free event's data is its own
  const auto& spec = *registry.at(*verb).spec;
  return std::any_of(spec.fields.begin(), spec.fields.end(), [](const auto& f) { return f.name == "room"; });
}

} // namespace

socketio_desk::socketio_desk(const parts& with)
  : with_(with)
  , hub_(engine_settings(with.settings), with.sockets, *this) {}

socketio_desk::~socketio_desk() = default;

// ---- WebSockets

void socketio_desk::opened(peer& socket, std::unique_ptr<arrival> came) {
  const auto sid = std::move(came->sid);
  // A WebSocket for a session that is there comes from somebody whose handshake was counted.
  if (!sid.empty()) with_.out.left_unidentified(*came);
  hub_.socket_opened(socket, sid, std::move(came));
  if (!socket.over) with_.out.doom(socket);
}

void socketio_desk::read(peer& socket, bool on) {
  if (on && with_.edge.used_up(socket)) return; // its next message waits for a place
  socket.paused = !on;
  with_.sockets.read(socket, on);
  if (on) with_.reading.again(socket);
}

// ---- sessions

engine::line::user* socketio_desk::opened(engine::line& l, std::unique_ptr<arrival> came) {
  if (hub_.size() > with_.settings.connections) {
    with_.out.left_unidentified(*came);
    return nullptr;
  }
  const socketio::connection_limits limits{
      with_.settings.hello_ms, 16, {socketio::decoder_limits{}.attachments, with_.settings.message_bytes}};
  auto made = std::make_unique<socketio_client>(static_cast<socketio_client::house&>(*this), l, limits, now(),
                                                std::move(came), with_.settings.socketio_recovery);
  auto* client = made.get();
  clients_.emplace(&l, std::move(made));
  return client;
}

void socketio_desk::over(engine::line& l) {
  const auto found = clients_.find(&l);
  if (found == clients_.end()) return;
  gone_.push_back(std::move(found->second));
  clients_.erase(found);
}

std::string socketio_desk::new_sid() {
  return engine::new_sid(with_.settings.node, with_.shard, with_.random);
}

std::optional<std::uint16_t> socketio_desk::elsewhere(std::string_view sid) const {
  const auto shard = engine::shard_of(sid, with_.settings.node);
  if (!shard || *shard == with_.shard || *shard >= with_.settings.shards) return std::nullopt;
  return shard;
}

// ---- namespaces

socketio_client* socketio_desk::client_of(const peer& p) const {
  const auto found = clients_.find(static_cast<const engine::line*>(p.over));
  return found == clients_.end() ? nullptr : found->second.get();
}

/// The main one, where the plain mapping is spoken unless a profile is, and those of profiles.
bool socketio_desk::is_there(std::string_view nsp) const {
  return nsp == socketio::main_namespace || with_.speeches.profiles().in_namespace(nsp);
}

peer& socketio_desk::enter(engine::line& over, socketio::parser by, std::string_view nsp,
                           std::unique_ptr<arrival> came) {
  auto& p = with_.peers.open();
  p.over = &over;
  p.speech = with_.speeches.socketio(nsp, by == socketio::parser::msgpack);
  p.came = std::move(came);
  p.address = p.came->address;
  p.last_heard = now();
  p.in_step = with_.settings.socketio_recovery;
  if (p.came->recovers) with_.out.expect(p);
  return p;
}

void socketio_desk::greet(peer& p, std::string data, std::string_view auth) {
  dialect::decoded hello;
  const auto& query = p.came->query;
  const profile_desk::handshake came{auth, query, {}};
  with_.profiles.enter(p, came);
  if (!with_.profiles.greet(p, came, data, false, hello))
    hello.requests.push_back({dialect::connect_ref, "hello", {}, std::move(data), {}});
  const bool turned_away = hello.requests.empty();
  with_.edge.carry(p, std::move(hello));
  if (turned_away) dismiss(p, model::close_code::bad_request);
}

std::optional<std::uint64_t> socketio_desk::position(std::string_view cursor) const {
  const auto prefix = std::to_string(with_.store) + ".";
  if (!cursor.starts_with(prefix)) return std::nullopt;
  std::uint64_t commit = 0;
  const auto* const end = cursor.data() + cursor.size();
  const auto read = std::from_chars(cursor.data() + prefix.size(), end, commit);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return commit;
}

std::string socketio_desk::secret() { return to_base64url(with_.random.bytes(8)); }

void socketio_desk::said(peer& p, const socketio::packet& event) {
  p.last_heard = now();
  if (!with_.profiles.read(p, event, said_))
    dialect::read_event(event, with_.edge.limits(), has_field_room, said_);
  with_.edge.carry(p, std::move(said_));
}

void socketio_desk::welcomed(peer& p, const model::reply& reply) {
  if (auto* client = client_of(p)) client->welcomed(p, reply);
  if (reply.outcome) with_.profiles.entered(p);
}

void socketio_desk::writable(peer& p) { with_.flusher.writable(p); }

void socketio_desk::dismiss(peer& p, model::close_code code) {
  going_[&p] = code;
  with_.out.doom(p);
}

/// What `p` was told last goes out with the words that it has to go.
void socketio_desk::end(engine::line& l, peer& p) {
  for (; !p.out.empty(); p.out.pop(1))
    l.say(p.out.at(0).bytes());
  const auto code = going_.find(&p);
  const auto why = code == going_.end() ? model::close_code::internal : code->second;
  if (auto* client = client_of(p)) client->dismiss(p, why);
}

void socketio_desk::leave(peer& p) {
  going_.erase(&p);
  with_.profiles.leave(p);
  with_.out.carried_gone(p);
}

void socketio_desk::tick() {
  gone_.clear();
  hub_.tick();
}

} // namespace snug::transport
