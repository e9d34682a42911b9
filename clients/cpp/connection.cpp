#include "clients/cpp/connection.hpp"
#include "clients/cpp/loop.hpp"
#include <libwebsockets.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

namespace snug::client {
namespace {

constexpr const char* subprotocol = "snug.v1.msgpack";
constexpr std::size_t rx_bytes = 4096;
/// One write is cut here; a larger one goes through libwebsockets' own copy (LIBRARY_FACTS B3).
constexpr std::size_t tx_bytes = 65536;
constexpr std::size_t max_reason = 123; // RFC 6455 §5.5: 125 bytes less the code

bool about_a_connection(int reason) noexcept {
  switch (reason) {
  case LWS_CALLBACK_CLIENT_ESTABLISHED:
  case LWS_CALLBACK_CLIENT_RECEIVE:
  case LWS_CALLBACK_CLIENT_WRITEABLE:
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
  case LWS_CALLBACK_CLIENT_CLOSED:
  case LWS_CALLBACK_WSI_DESTROY:
    return true;
  default:
    return false;
  }
}

} // namespace

const lws_protocols* connection::protocols() noexcept {
  static const auto callback = [](lws* wsi, lws_callback_reasons reason, void* user, void* in,
                                  std::size_t size) { return on_lws(wsi, reason, user, in, size); };
  static const lws_protocols table[] = {{subprotocol, callback, 0, rx_bytes, 0, nullptr, tx_bytes},
                                        {nullptr, nullptr, 0, 0, 0, nullptr, 0}};
  return table;
}

connection::~connection() { kill(); }

void connection::open(const endpoint& to) {
  silent_ = false;
  leaving_.reset();
  said_goodbye_ = false;
  how_ = {};
  arriving_.clear();
  waiting_.clear();
  unsent_bytes_ = 0;
  connecting_ = true;
  loop_.connections_.insert(this);
  const auto authority = to.authority();
  lws_client_connect_info info{};
  info.context = loop_.context_;
  info.address = to.host.c_str();
  info.port = to.port;
  info.path = to.path.c_str();
  info.host = authority.c_str();
  info.protocol = subprotocol;
  info.local_protocol_name = subprotocol;
  info.ssl_connection = to.tls ? LCCSCF_USE_SSL : 0;
  info.alpn = "http/1.1";
  info.userdata = this;
  info.pwsi = &wsi_;
  const auto* made = lws_client_connect_via_info(&info);
  loop_.nudge_lws();
  // What fails at once may have been told by a callback already, or not at all; either way lws has freed it,
  // though it still wrote where `pwsi` points.
  if (made == nullptr || !connecting_) wsi_ = nullptr;
  if (made == nullptr && connecting_) failed("no connection could be started");
}

void connection::send(std::string_view message) {
  if (leaving_ || silent_) return;
  std::string framed(LWS_PRE, '\0');
  framed += message;
  waiting_.push_back(std::move(framed));
  unsent_bytes_ += message.size();
  if (established_) lws_callback_on_writable(wsi_);
}

void connection::close(std::uint16_t code, std::string_view reason) {
  if (leaving_) return;
  leaving_ = ending{code, std::string(reason.substr(0, max_reason)), 0};
  if (established_)
    lws_callback_on_writable(wsi_);
  else if (connecting_) {
    kill();
    listener_.closed(*leaving_);
  }
}

void connection::kill() noexcept {
  silent_ = true;
  loop_.connections_.erase(this);
  connecting_ = established_ = false;
  if (auto* wsi = std::exchange(wsi_, nullptr)) {
    lws_set_wsi_user(wsi, nullptr); // lws may outlive us by a few callbacks
    lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
    loop_.nudge_lws();
  }
}

std::optional<std::chrono::milliseconds> connection::silence() const noexcept {
  if (!established_) return std::nullopt;
  // libwebsockets answers pings without telling; the kernel knows when bytes came last.
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(lws_get_socket_fd(wsi_), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  return std::chrono::milliseconds(info.tcpi_last_data_recv);
}

int connection::on_lws(lws* wsi, int reason, void* user, void* in, std::size_t size) {
  // Callbacks that aren't about one of our sockets bring a user pointer that isn't a connection.
  if (!about_a_connection(reason)) return 0;
  auto* self = static_cast<connection*>(user);
  if (self == nullptr || self->silent_) return 0;
  if (self->wsi_ == nullptr) self->wsi_ = wsi;
  return self->handle(reason, in, size);
}

int connection::handle(int reason, void* in, std::size_t size) {
  const std::string_view bytes(static_cast<const char*>(in), in == nullptr ? 0 : size);
  switch (reason) {
  case LWS_CALLBACK_CLIENT_ESTABLISHED:
    connecting_ = false;
    established_ = true;
    listener_.opened();
    if (!silent_ && (!waiting_.empty() || leaving_)) lws_callback_on_writable(wsi_);
    return 0;
  case LWS_CALLBACK_CLIENT_RECEIVE:
    return receive(bytes);
  case LWS_CALLBACK_CLIENT_WRITEABLE:
    return write_waiting();
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    if (said_goodbye_) return 1; // the answer to our own: not to be answered again
    note_close(bytes);
    return 0;
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    failed(bytes);
    return 0;
  case LWS_CALLBACK_CLIENT_CLOSED:
  case LWS_CALLBACK_WSI_DESTROY: // all that comes where the server hangs up before it answers
    ended();
    return 0;
  default:
    return 0;
  }
}

int connection::receive(std::string_view piece) {
  if (leaving_) return 0;
  if (arriving_.size() + piece.size() > max_message) {
    close(static_cast<std::uint16_t>(model::close_code::too_large), "a message of the server was too large");
    return 0;
  }
  arriving_ += piece;
  if (!lws_is_final_fragment(wsi_) || lws_remaining_packet_payload(wsi_) != 0) return 0;
  listener_.received(arriving_);
  arriving_.clear();
  return silent_ ? -1 : 0;
}

int connection::write_waiting() {
  while (!waiting_.empty() && lws_partial_buffered(wsi_) == 0) {
    auto message = std::move(waiting_.front());
    waiting_.pop_front();
    const auto size = message.size() - LWS_PRE;
    unsent_bytes_ -= size;
    auto* begin = reinterpret_cast<unsigned char*>(message.data()) + LWS_PRE;
    if (lws_write(wsi_, begin, size, LWS_WRITE_BINARY) < 0) return -1;
  }
  if (!waiting_.empty())
    lws_callback_on_writable(wsi_);
  else if (leaving_ && !said_goodbye_)
    return say_goodbye();
  return 0;
}

int connection::say_goodbye() {
  said_goodbye_ = true;
  how_ = *leaving_;
  // lws_close_reason() and -1 closes a client's socket without the frame; so the frame is written here, and
  // the server's answer to it ends the connection. Masking with zeros is masking as far as RFC 6455 asks.
  std::string frame(LWS_PRE, '\0');
  frame += '\x88';
  frame += static_cast<char>(0x80 | (2 + how_.reason.size()));
  frame.append(4, '\0');
  frame += static_cast<char>(how_.code >> 8);
  frame += static_cast<char>(how_.code & 0xff);
  frame += how_.reason;
  auto* begin = reinterpret_cast<unsigned char*>(frame.data()) + LWS_PRE;
  return lws_write(wsi_, begin, frame.size() - LWS_PRE, LWS_WRITE_RAW) < 0 ? -1 : 0;
}

void connection::note_close(std::string_view payload) {
  if (payload.size() < 2) return;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(payload[i]); };
  how_.code = static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
  how_.reason = payload.substr(2);
}

void connection::failed(std::string_view why) {
  // lws counts the terminating zero of its words in.
  how_.reason = "can't connect: " + std::string(why.substr(0, why.find('\0')));
  if (wsi_ != nullptr) how_.http_status = static_cast<int>(lws_http_client_http_response(wsi_));
  if (how_.http_status != 0)
    how_.reason = "the server answered HTTP status " + std::to_string(how_.http_status);
  ended();
}

void connection::ended() {
  if (!connecting_ && !established_) return;
  if (how_.reason.empty() && how_.code == ending().code) how_.reason = "the connection was lost";
  // lws has a last word about this socket, when we may be gone or on another one.
  if (wsi_ != nullptr) lws_set_wsi_user(wsi_, nullptr);
  connecting_ = established_ = false;
  wsi_ = nullptr;
  loop_.connections_.erase(this);
  listener_.closed(how_);
}

} // namespace snug::client
