#include "transport/hooks/web_client.hpp"
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <libwebsockets.h>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace snug::transport::hooks {

namespace {

constexpr std::size_t piece = 16'384;    ///< of a body, per write
constexpr std::int64_t look_us = 20'000; ///< how often deadlines are looked at while something is under way

std::int64_t now_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// A request under way. The library's thread only.
struct call {
  web_request what;
  web_sender::answered done;
  web_answer answer;
  std::int64_t until = 0;
  std::size_t written = 0;
  bool until_close = false; ///< the answer doesn't say how long it is: it ends with the connection
  lws* socket = nullptr;
};

} // namespace

struct web_client::engine {
  explicit engine(bool tls);
  ~engine() { stop(); }

  void send(web_request request, answered done);
  void stop();

  // the library's thread
  void live();
  void begin_new();
  void begin(call& c);
  void finish(call& c, std::string trouble);
  void look_at_deadlines();
  static int callback(lws* socket, lws_callback_reasons reason, void* user, void* in, std::size_t length);
  int on(lws* socket, call& c, lws_callback_reasons reason, void* in, std::size_t length);
  static int add_headers(lws* socket, call& c, void* in, std::size_t length);
  static int write(lws* socket, call& c);
  int established(lws* socket, call& c);
  static int read(lws* socket);
  int received(call& c, std::string_view bytes);

  struct timer {
    lws_sorted_usec_list_t list{}; // first: the library hands out its address
    engine* of = nullptr;
  };
  static void tick(lws_sorted_usec_list_t* list);

  lws_context* context = nullptr;
  timer clock;
  std::list<call> calls;
  std::mutex mutex;
  std::vector<std::pair<web_request, answered>> fresh; ///< guarded by mutex
  bool stopping = false;                               ///< the same
  std::thread thread;
};

namespace {

constexpr lws_protocols protocols[] = {
    {"snug-hooks", nullptr, 0, 4'096, 0, nullptr, 65'536},
    {nullptr, nullptr, 0, 0, 0, nullptr, 0},
};

} // namespace

web_client::engine::engine(bool tls) {
  static std::array<lws_protocols, 2> spoken{protocols[0], protocols[1]};
  static std::once_flag once;
  std::call_once(once, [] { spoken[0].callback = &engine::callback; });
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.protocols = spoken.data();
  info.user = this;
  if (tls) info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
  lws_set_log_level(LLL_ERR, nullptr);
  context = lws_create_context(&info);
  lws_set_log_level(0, nullptr); // from here on it would only report what back ends do wrong
  clock.of = this;
  if (context) thread = std::thread(&engine::live, this);
}

void web_client::engine::send(web_request request, answered done) {
  {
    const std::lock_guard lock(mutex);
    if (context && !stopping) {
      fresh.emplace_back(std::move(request), std::move(done));
      lws_cancel_service(context); // under the lock: `stop` frees the context behind it
      return;
    }
  }
  done({0, {}, "the server stops"});
}

void web_client::engine::stop() {
  {
    const std::lock_guard lock(mutex);
    stopping = true;
    if (context && thread.joinable()) lws_cancel_service(context);
  }
  if (thread.joinable()) thread.join();
}

void web_client::engine::live() {
  for (;;) {
    {
      const std::lock_guard lock(mutex);
      if (stopping) break;
    }
    begin_new();
    lws_service(context, 0);
  }
  while (!calls.empty())
    finish(calls.front(), "the server stops");
  std::vector<std::pair<web_request, answered>> left;
  lws_context* mine = nullptr;
  {
    const std::lock_guard lock(mutex);
    left.swap(fresh);
    std::swap(mine, context);
  }
  for (auto& [request, done] : left)
    done({0, {}, "the server stops"});
  lws_context_destroy(mine);
}

void web_client::engine::begin_new() {
  std::vector<std::pair<web_request, answered>> taken;
  {
    const std::lock_guard lock(mutex);
    taken.swap(fresh);
  }
  for (auto& [request, done] : taken) {
    auto& c = calls.emplace_back();
    c.what = std::move(request);
    c.done = std::move(done);
    c.until = now_ms() + c.what.timeout_ms;
    begin(c);
  }
  if (!taken.empty()) lws_sul_schedule(context, 0, &clock.list, &engine::tick, look_us);
}

void web_client::engine::begin(call& c) {
  lws_client_connect_info info{};
  info.context = context;
  info.address = c.what.to.host.c_str();
  info.port = c.what.to.port;
  info.path = c.what.to.path.c_str();
  info.host = c.what.to.authority.c_str();
  info.origin = c.what.to.authority.c_str();
  info.method = "POST";
  info.protocol = protocols[0].name;
  info.local_protocol_name = protocols[0].name;
  info.alpn = "http/1.1";
  info.ssl_connection = LCCSCF_HTTP_NO_FOLLOW_REDIRECT | (c.what.to.tls ? LCCSCF_USE_SSL : 0);
  info.opaque_user_data = &c;
  auto* const socket = lws_client_connect_via_info(&info);
  // Where it failed in the call, the callback may have been told already: then `c` is gone.
  if (std::ranges::none_of(calls, [&](const call& one) { return &one == &c; })) return;
  if (!socket) return finish(c, "cannot connect");
  c.socket = socket; // a deadline before any callback has to know it
}

/// Answers, and lets go of the socket, which may go on ending without it.
void web_client::engine::finish(call& c, std::string trouble) {
  if (!trouble.empty()) c.answer = {0, {}, std::move(trouble)};
  if (c.socket) lws_set_opaque_user_data(c.socket, nullptr);
  auto done = std::move(c.done);
  auto answer = std::move(c.answer);
  calls.remove_if([&](const call& one) { return &one == &c; });
  done(std::move(answer));
}

void web_client::engine::tick(lws_sorted_usec_list_t* list) {
  reinterpret_cast<timer*>(list)->of->look_at_deadlines();
}

void web_client::engine::look_at_deadlines() {
  const auto now = now_ms();
  for (auto next = calls.begin(); next != calls.end();) {
    auto& c = *next++;
    if (c.until > now) continue;
    auto* const socket = c.socket;
    finish(c, "no answer in time");
    if (socket) lws_set_timeout(socket, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
  }
  if (!calls.empty()) lws_sul_schedule(context, 0, &clock.list, &engine::tick, look_us);
}

// ---- the library's callbacks

int web_client::engine::callback(lws* socket, lws_callback_reasons reason, void*, void* in,
                                 std::size_t length) {
  auto* const context = socket ? lws_get_context(socket) : nullptr;
  auto* const self = context ? static_cast<engine*>(lws_context_user(context)) : nullptr;
  auto* const c = socket ? static_cast<call*>(lws_get_opaque_user_data(socket)) : nullptr;
  if (!self) return 0;
  if (c) return self->on(socket, *c, reason, in, length);
  // Nobody waits for it any more.
  const bool alive =
      reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER || reason == LWS_CALLBACK_CLIENT_HTTP_WRITEABLE ||
      reason == LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP || reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP ||
      reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ || reason == LWS_CALLBACK_COMPLETED_CLIENT_HTTP;
  return alive ? -1 : 0;
}

int web_client::engine::on(lws* socket, call& c, lws_callback_reasons reason, void* in, std::size_t length) {
  c.socket = socket; // `finish` cuts it off, so that what comes behind meets nobody
  switch (reason) {
  case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
    return add_headers(socket, c, in, length);
  case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
    return write(socket, c);
  case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
    return established(socket, c);
  case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
    return read(socket);
  case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
    return received(c, {static_cast<const char*>(in), length});
  case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
    finish(c, {});
    return -1;
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    finish(c, in ? std::string(static_cast<const char*>(in), length) : std::string("cannot connect"));
    return 0;
  case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
    finish(c, c.until_close ? std::string{} : std::string("the connection ended before the answer did"));
    return 0;
  case LWS_CALLBACK_WSI_DESTROY:
    finish(c, "cannot connect");
    return 0;
  default:
    return 0;
  }
}

int web_client::engine::add_headers(lws* socket, call& c, void* in, std::size_t length) {
  auto** at = static_cast<unsigned char**>(in);
  auto* const end = *at + length;
  const auto add = [&](const std::string& name, const std::string& value) {
    const auto with_colon = name + ":";
    return lws_add_http_header_by_name(socket, reinterpret_cast<const unsigned char*>(with_colon.c_str()),
                                       reinterpret_cast<const unsigned char*>(value.data()),
                                       static_cast<int>(value.size()), at, end) == 0;
  };
  bool fits = add("content-type", "application/json") &&
              add("content-length", std::to_string(c.what.body.size())) && add("user-agent", "snug");
  for (const auto& [name, value] : c.what.headers)
    fits = fits && add(name, value);
  if (!fits) return -1;
  lws_client_http_body_pending(socket, 1);
  lws_callback_on_writable(socket);
  return 0;
}

int web_client::engine::write(lws* socket, call& c) {
  const auto left = c.what.body.size() - c.written;
  if (left == 0) return 0;
  const auto size = std::min(left, piece);
  std::vector<unsigned char> room(LWS_PRE + size);
  std::copy_n(c.what.body.data() + c.written, size, room.data() + LWS_PRE);
  const bool last = size == left;
  if (last) lws_client_http_body_pending(socket, 0);
  if (lws_write(socket, room.data() + LWS_PRE, size, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
    return -1;
  c.written += size;
  if (!last) lws_callback_on_writable(socket);
  return 0;
}

int web_client::engine::established(lws* socket, call& c) {
  c.answer.status = static_cast<int>(lws_http_client_http_response(socket));
  if (c.answer.status == 204 || c.answer.status == 304) { // they have no body, whatever they say of it
    finish(c, {});
    return -1;
  }
  c.until_close = lws_hdr_total_length(socket, WSI_TOKEN_HTTP_CONTENT_LENGTH) <= 0 &&
                  lws_hdr_total_length(socket, WSI_TOKEN_HTTP_TRANSFER_ENCODING) <= 0;
  return 0;
}

int web_client::engine::read(lws* socket) {
  std::array<char, LWS_PRE + 4'096> room;
  auto* at = room.data() + LWS_PRE;
  auto size = static_cast<int>(room.size() - LWS_PRE);
  return lws_http_client_read(socket, &at, &size) < 0 ? -1 : 0;
}

int web_client::engine::received(call& c, std::string_view bytes) {
  if (c.answer.body.size() + bytes.size() > c.what.most_answer) {
    finish(c, "the answer is too long");
    return -1;
  }
  c.answer.body += bytes;
  return 0;
}

web_client::web_client(bool tls)
  : engine_(std::make_unique<engine>(tls)) {}
web_client::~web_client() = default;

bool web_client::good() const noexcept { return engine_->thread.joinable(); }
void web_client::send(web_request request, answered done) {
  engine_->send(std::move(request), std::move(done));
}
void web_client::stop() { engine_->stop(); }

} // namespace snug::transport::hooks
