#include "tests/bench/floor_server.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/payload.hpp"
#include "clients/load/protocol/native_msgpack.hpp"
#include <cerrno>
#include <chrono>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace snug::bench {

/// One socket. Its strings are empty most of the time: they hold the beginning of a message, or what the
/// socket wouldn't take.
class floor_server::client final : public load::event_loop::watcher {
public:
  client(floor_server& server, int socket, std::size_t position)
    : position(position)
    , server_(server)
    , socket_(socket) {}
  ~client() override { close(socket_); }

  std::size_t position;
  bool spoke = false; ///< in this turn

  room* in = nullptr;
  std::size_t seat = 0; ///< position in the room

  void send(std::string_view bytes) {
    if (!out_.empty()) {
      out_.append(bytes);
      return;
    }
    const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    const auto taken = n > 0 ? static_cast<std::size_t>(n) : 0;
    if (taken == bytes.size()) return;
    out_.assign(bytes.substr(taken));
    server_.loop_.change(socket_, EPOLLIN | EPOLLOUT, *this);
  }

  void ready(std::uint32_t events, std::uint64_t) override {
    if (events & EPOLLOUT) resume();
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    const auto scratch = server_.loop_.scratch();
    std::memcpy(scratch.data(), in_.data(), in_.size());
    const auto n = recv(socket_, scratch.data() + in_.size(), scratch.size() - in_.size(), 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return server_.gone(*this);
    char* begin = scratch.data();
    char* const end = begin + in_.size() + n;
    if (!consume(begin, end) || begin == end - scratch.size()) return server_.gone(*this);
    in_.assign(begin, end);
  }

private:
  void resume() {
    const auto n = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
    if (out_.empty()) server_.loop_.change(socket_, EPOLLIN, *this);
  }

  /// False where the connection is over.
  bool consume(char*& begin, char* end) {
    if (!upgraded_ && !upgrade(begin, end)) return true;
    while (true) {
      const std::string_view bytes(begin, static_cast<std::size_t>(end - begin));
      const auto head = load::websocket::read_head(bytes);
      if (!head || bytes.size() - head->size < head->payload) return true;
      char* const payload = begin + head->size;
      begin = payload + head->payload;
      if (!head->final || !head->masked || head->op == load::websocket::opcode::close) return false;
      load::websocket::unmask(payload, head->payload, head->mask);
      if (head->op == load::websocket::opcode::binary) server_.message(*this, {payload, head->payload});
    }
  }

  bool upgrade(char*& begin, char* end) {
    const std::string_view request(begin, static_cast<std::size_t>(end - begin));
    const auto stop = request.find("\r\n\r\n");
    if (stop == std::string_view::npos) return false;
    constexpr std::string_view name = "Sec-WebSocket-Key: ";
    const auto key = request.find(name);
    const auto from = key == std::string_view::npos ? stop : key + name.size();
    std::string answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    answer.append("Sec-WebSocket-Protocol: ")
        .append(load::native_msgpack::subprotocol)
        .append("\r\nSec-WebSocket-Accept: ");
    answer += load::websocket::accept_key(request.substr(from, request.find("\r\n", from) - from));
    send(answer.append("\r\n\r\n"));
    begin += stop + 4;
    upgraded_ = true;
    return true;
  }

  floor_server& server_;
  int socket_;
  bool upgraded_ = false;
  std::string in_;
  std::string out_;
};

/// Lets clients in.
class floor_server::door final : public load::event_loop::watcher {
public:
  door(floor_server& server, int socket)
    : server_(server)
    , socket_(socket) {}
  ~door() override { close(socket_); }
  void ready(std::uint32_t, std::uint64_t) override {
    for (int fd; (fd = accept4(socket_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;)
      server_.accepted(fd);
  }

private:
  floor_server& server_;
  int socket_;
};

floor_server::floor_server(manner manner)
  : manner_(manner) {}

floor_server::~floor_server() = default;

bool floor_server::listen(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  door_ = std::make_unique<door>(*this, fd);
  return bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
         ::listen(fd, SOMAXCONN) == 0 && loop_.watch(fd, EPOLLIN, *door_);
}

void floor_server::run() {
  while (true) {
    loop_.turn(-1);
    for (auto* where : talking_)
      tell_turn(*where);
    talking_.clear();
    leaving_.clear();
  }
}

void floor_server::accepted(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  clients_.push_back(std::make_unique<client>(*this, socket, clients_.size()));
  if (!loop_.watch(socket, EPOLLIN, *clients_.back())) clients_.pop_back();
}

void floor_server::gone(client& who) {
  leave(who);
  const auto position = who.position;
  leaving_.push_back(std::move(clients_[position]));
  clients_[position] = std::move(clients_.back());
  clients_.pop_back();
  if (position < clients_.size()) clients_[position]->position = position;
}

void floor_server::enter(client& who, std::string_view name) {
  leave(who);
  who.in = &rooms_[std::string(name)];
  who.seat = who.in->members.size();
  who.in->members.push_back(&who);
}

void floor_server::leave(client& who) {
  auto* const where = std::exchange(who.in, nullptr);
  if (!where) return;
  where->members[who.seat] = where->members.back();
  where->members[who.seat]->seat = who.seat;
  where->members.pop_back();
}

void floor_server::message(client& from, std::string_view bytes) {
  const model::value command(bytes);
  const auto name = command.at(1).text().value_or("");
  if (name == "publish") return tell_others(from, command.at(3).find("data").raw());
  if (name == "room.join") enter(from, command.at(2).text().value_or(""));
  std::string reply, framed;
  model::pack::array(reply, 3);
  model::pack::uint(reply, command.at(0).uint().value_or(0));
  model::pack::text(reply, "ok");
  model::pack::map(reply, 0);
  load::websocket::append_server_frame(framed, load::websocket::opcode::binary, reply);
  from.send(framed);
}

void floor_server::tell_others(client& from, std::string_view data) {
  if (!from.in) return;
  auto& where = *from.in;
  const auto at = std::chrono::system_clock::now().time_since_epoch();
  std::string event;
  model::pack::array(event, 6);
  model::pack::text(event, load::ephemeral_event);
  model::pack::text(event, "bench");
  model::pack::raw(event, data);
  model::pack::uint(event, 0);
  model::pack::nil(event);
  model::pack::integer(event, std::chrono::duration_cast<std::chrono::milliseconds>(at).count());
  const auto begin = where.turn.size();
  load::websocket::append_server_frame(where.turn, load::websocket::opcode::binary, event);
  if (manner_ == manner::gather) {
    from.spoke = true;
    if (where.events.empty()) talking_.push_back(&where);
    where.events.push_back({&from, begin, where.turn.size()});
    return;
  }
  for (auto* each : where.members)
    if (each != &from) each->send(where.turn);
  where.turn.clear();
}

void floor_server::tell_turn(room& where) {
  for (auto* each : where.members) {
    if (!each->spoke) {
      each->send(where.turn);
      continue;
    }
    std::string others;
    for (const auto& event : where.events)
      if (event.author != each) others.append(where.turn, event.begin, event.end - event.begin);
    if (!others.empty()) each->send(others);
    each->spoke = false;
  }
  where.events.clear();
  where.turn.clear();
}

} // namespace snug::bench
