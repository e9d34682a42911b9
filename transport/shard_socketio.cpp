#include "transport/shard.hpp"
#include <algorithm>
#include <utility>

// What a shard does for its clients of Socket.IO: their namespaces are peers without a socket of their own.

namespace snug::transport {

std::optional<std::uint16_t> shard::elsewhere(std::string_view sid) const {
  return socketio_->elsewhere(sid);
}

void shard::pass_on(std::uint16_t to, http::connection::released socket, std::optional<http::request> asked) {
  parts_.hand_over(to, handed_over(std::move(socket), std::move(asked)));
}

void shard::on(handed_over& socket) {
  heard_ = true;
  front_->accept(socket.take(), socket.take_request()); // it was counted by the shard that it came to
}

void shard::carried(peer& p, std::string_view message, bool binary) {
  if (p.worded) return said_in_words(p, message, binary);
  socketio_->message(p, message, binary);
}

/// A WebSocket whose client breaks a bound is closed like any other, and its session ends. Whatever else
/// closes connections is meant for those that it carries, which it goes with. False then.
bool shard::hang_up_hard(peer& socket, model::close_code code) {
  if (code != model::close_code::too_large && code != model::close_code::protocol_abuse) return false;
  socket.now = peer::stage::open;
  socketio_->socket_gone(socket);
  return true;
}

void shard::carried_gone(peer& p) {
  retire(p);
  flusher_->forget(p);
  reading_.forget(p);
  std::erase(doomed_, &p);
  if (p.came) shared_.addresses.identified(*p.came);
  shared_.users.leave(p.user);
  peers_.close(p);
}

void shard::hang_up(peer& socket) {
  socket.now = peer::stage::closing;
  deadlines_->closing(socket, now_);
}

void shard::left_for_good(peer& p) {
  if (p.session && !stopping_) actors_->left(p.session);
}

void shard::left_unidentified(arrival& came) { shared_.addresses.identified(came); }

} // namespace snug::transport
