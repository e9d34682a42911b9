#include "clients/cpp/session.hpp"
#include "clients/cpp/loop.hpp"
#include "clients/cpp/random.hpp"
#include "clients/cpp/session_core.hpp"
#include <utility>

namespace snug::client {

session::session(loop& on, session_options options, session_handlers handlers)
  : loop_(on)
  , core_(std::make_shared<session_core>(on, std::move(options), std::move(handlers))) {}

session::~session() {
  loop_.run_and_wait([this] { core_->abandon(); });
}

// Every call is posted, from a handler too: a handler never finds the session changed under it.

void session::open() {
  loop_.post([core = core_] { core->open(); });
}

void session::close() {
  loop_.post([core = core_] { core->close(); });
}

void session::join(std::string room, reply_handler done, join_options options) {
  loop_.post([core = core_, room = std::move(room), done = std::move(done), options = std::move(options)] {
    core->join(room, done, options);
  });
}

void session::leave(std::string room, reply_handler done) {
  loop_.post([core = core_, room = std::move(room), done = std::move(done)] { core->leave(room, done); });
}

void session::call(std::string command, std::string room, std::string data, reply_handler done,
                   call_options options) {
  if (options.id.empty() && options.keep) options.id = random_id();
  outbound out{std::move(command),
               std::move(room),
               std::move(data),
               std::move(options.id),
               std::move(done),
               options.keep,
               0};
  if (const auto refused = core_->admit(out)) {
    if (out.done) out.done(*refused);
    return;
  }
  loop_.post([core = core_, out = std::move(out)]() mutable { core->enqueue(std::move(out)); });
}

std::future<model::result<reply>> session::call(std::string command, std::string room, std::string data,
                                                call_options options) {
  const auto promise = std::make_shared<std::promise<model::result<reply>>>();
  auto future = promise->get_future();
  const auto done = [promise](const outcome& result) {
    if (result)
      promise->set_value(reply{std::string(result->raw())});
    else
      promise->set_value(result.error());
  };
  call(std::move(command), std::move(room), std::move(data), done, std::move(options));
  return future;
}

void session::signal(std::string command, std::string room, std::string data) {
  loop_.post([core = core_, command = std::move(command), room = std::move(room), data = std::move(data)] {
    core->signal(command, room, data);
  });
}

session_counters session::counters() const { return core_->counters(); }
std::int64_t session::clock_ahead_ms() const noexcept { return core_->clock_ahead_ms(); }

std::string session::resume_token() const { return core_->resume_token(); }

} // namespace snug::client
