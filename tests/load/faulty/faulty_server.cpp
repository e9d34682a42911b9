#include "tests/load/faulty/faulty_server.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/payload.hpp"
#include "clients/load/protocol/native_msgpack.hpp"
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace snug::test {

namespace pack = model::pack;
using load::event_loop;
namespace websocket = load::websocket;

/// One socket.
class faulty_server::client final : public event_loop::watcher {
public:
  client(faulty_server& server, int socket, std::string user)
    : user(std::move(user))
    , server_(server)
    , socket_(socket) {}
  ~client() override { close(socket_); }

  const std::string user;
  std::string room;   ///< "": in none
  std::string behind; ///< an event that comes behind the next
  bool is_leaving = false;

  void send(std::string_view message) {
    websocket::append_server_frame(out_, websocket::opcode::binary, message);
    flush();
  }

  void ready(std::uint32_t events, std::uint64_t) override {
    if (is_leaving) return;
    if (events & EPOLLOUT) flush();
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    char piece[65'536];
    const auto n = recv(socket_, piece, sizeof piece, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return server_.gone(*this);
    in_.append(piece, static_cast<std::size_t>(n));
    if (!upgraded_ && !upgrade()) return;
    while (!is_leaving && take_frame()) {
    }
  }

private:
  void flush() {
    const auto n = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
    server_.loop_.change(socket_, out_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT, *this);
  }

  bool upgrade() {
    const auto stop = in_.find("\r\n\r\n");
    if (stop == in_.npos) return false;
    constexpr std::string_view name = "Sec-WebSocket-Key: ";
    const auto from = in_.find(name) + name.size();
    const auto key = std::string_view(in_).substr(from, in_.find("\r\n", from) - from);
    out_ = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    out_.append("Sec-WebSocket-Protocol: ").append(load::native_msgpack::subprotocol);
    out_.append("\r\nSec-WebSocket-Accept: ").append(websocket::accept_key(key)).append("\r\n\r\n");
    in_.erase(0, stop + 4);
    upgraded_ = true;
    flush();
    return true;
  }

  bool take_frame() {
    const auto head = websocket::read_head(in_);
    if (!head || in_.size() - head->size < head->payload) return false;
    auto payload = in_.substr(head->size, head->payload);
    in_.erase(0, head->size + head->payload);
    websocket::unmask(payload.data(), payload.size(), head->mask);
    if (head->op == websocket::opcode::binary) server_.message(*this, payload);
    return true;
  }

  faulty_server& server_;
  int socket_;
  bool upgraded_ = false;
  std::string in_;
  std::string out_;
};

/// Lets clients in.
class faulty_server::door final : public event_loop::watcher {
public:
  door(faulty_server& server, int socket)
    : server_(server)
    , socket_(socket) {}
  ~door() override { close(socket_); }
  void ready(std::uint32_t, std::uint64_t) override {
    for (int fd; (fd = accept4(socket_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;)
      server_.accepted(fd);
  }

private:
  faulty_server& server_;
  int socket_;
};

/// Rung from another thread to end the loop.
class faulty_server::bell final : public event_loop::watcher {
public:
  explicit bell(bool& rung)
    : rung_(rung) {}
  ~bell() override { close(descriptor); }
  void ready(std::uint32_t, std::uint64_t) override { rung_ = true; }

  const int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

private:
  bool& rung_;
};

faulty_server::faulty_server(mistake wrong, std::uint32_t every)
  : wrong_(wrong)
  , every_(every)
  , countdown_(every)
  , bell_(std::make_unique<bell>(stopping_)) {
  (void)loop_.watch(bell_->descriptor, EPOLLIN, *bell_);
}

faulty_server::~faulty_server() = default;

std::uint16_t faulty_server::listen() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  door_ = std::make_unique<door>(*this, fd);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool listens = bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                       ::listen(fd, SOMAXCONN) == 0 && loop_.watch(fd, EPOLLIN, *door_) &&
                       getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  return listens ? ntohs(address.sin_port) : 0;
}

void faulty_server::run() {
  while (!stopping_) {
    loop_.turn(-1);
    leaving_.clear();
  }
}

void faulty_server::stop() noexcept { eventfd_write(bell_->descriptor, 1); }

bool faulty_server::is(mistake which) noexcept {
  if (wrong_ != which || --countdown_ > 0) return false;
  countdown_ = every_;
  return true;
}

void faulty_server::accepted(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  clients_.push_back(std::make_unique<client>(*this, socket, "guest:" + std::to_string(++named_)));
  (void)loop_.watch(socket, EPOLLIN, *clients_.back());
}

void faulty_server::gone(client& who) {
  who.is_leaving = true;
  const auto at = std::ranges::find_if(clients_, [&who](const auto& each) { return each.get() == &who; });
  leaving_.push_back(std::move(*at));
  clients_.erase(at);
}

void faulty_server::reply(client& to, std::uint64_t ref, std::string_view data) {
  std::string out;
  pack::array(out, 3);
  pack::uint(out, ref);
  pack::text(out, "ok");
  pack::raw(out, data);
  to.send(out);
}

void faulty_server::message(client& from, std::string_view bytes) {
  const model::value command(bytes);
  const auto ref = command.at(0).uint().value_or(0);
  const auto name = command.at(1).text().value_or("");
  const auto room = command.at(2).text().value_or("");
  const auto data = command.at(3);
  if (name == "hello") {
    std::string out;
    pack::map(out, 2);
    pack::text(out, "user");
    pack::text(out, from.user);
    pack::text(out, "resume");
    pack::text(out, "again");
    return reply(from, ref, out);
  }
  if (name == "room.join") return join(from, ref, room, data.find("since").find("offset").uint().value_or(0));
  if (name == "message.send")
    return send_message(from, ref, room, data.raw(), command.at(4).text().value_or(""));
  if (name == "room.leave") {
    from.room.clear();
    return reply(from, ref, "\x80");
  }
  std::string event;
  pack::array(event, 6);
  pack::text(event, data.find("event").text().value_or(""));
  pack::text(event, room);
  pack::raw(event, data.find("data").raw());
  pack::uint(event, 0);
  pack::map(event, 1);
  pack::text(event, "user");
  pack::text(event, is(mistake::impersonate) ? "guest:somebody else" : from.user);
  pack::uint(event, 1);
  tell_room(&from, std::string(room), event);
}

void faulty_server::join(client& who, std::uint64_t ref, std::string_view name, std::uint64_t since) {
  who.room = name;
  auto& room = rooms_[who.room];
  const auto stands = since ? since : room.head;
  std::string out;
  pack::map(out, 3);
  pack::text(out, "epoch");
  pack::uint(out, 7);
  pack::text(out, "offset");
  pack::uint(out, stands);
  pack::text(out, "head");
  pack::uint(out, room.head);
  reply(who, ref, out);
  for (auto i = stands; i < room.head; ++i)
    who.send(room.log[i]);
}

void faulty_server::send_message(client& from, std::uint64_t ref, std::string_view name,
                                 std::string_view data, std::string_view id) {
  auto& room = rooms_[std::string(name)];
  const auto offset = ++room.head;
  std::string answer;
  pack::map(answer, 2);
  pack::text(answer, "epoch");
  pack::uint(answer, 7);
  pack::text(answer, "offset");
  pack::uint(answer, is(mistake::renumber) ? offset + 1 : offset);
  if (!is(mistake::forget)) reply(from, ref, answer);
  std::string event;
  pack::array(event, 7);
  pack::text(event, "message.sent");
  pack::text(event, name);
  pack::raw(event, data);
  pack::uint(event, offset);
  pack::map(event, 1);
  pack::text(event, "user");
  pack::text(event, from.user);
  pack::uint(event, 1);
  pack::text(event, id);
  room.log.push_back(event);
  tell_room(nullptr, std::string(name), event);
}

void faulty_server::tell_room(const client* except, const std::string& name, const std::string& event) {
  std::vector<client*> receivers;
  for (const auto& each : clients_)
    if (each.get() != except && each->room == name) receivers.push_back(each.get());
  for (auto* each : receivers)
    deliver(*each, name, event);
}

void faulty_server::deliver(client& to, const std::string& name, const std::string& event) {
  if (is(mistake::drop)) return;
  if (is(mistake::hang_up)) return gone(to);
  if (is(mistake::misdeliver)) {
    const auto other = std::ranges::find_if(
        clients_, [&name](const auto& each) { return !each->room.empty() && each->room != name; });
    if (other != clients_.end()) (*other)->send(event);
  }
  if (is(mistake::alter)) {
    auto other = event;
    other[other.rfind("xx") + 1] = '?'; // the text's last letter
    return to.send(other);
  }
  if (to.behind.empty() && is(mistake::swap)) {
    to.behind = event;
    return;
  }
  to.send(event);
  if (is(mistake::twice)) to.send(event);
  if (!to.behind.empty()) to.send(to.behind);
  to.behind.clear();
}

} // namespace snug::test
