#include "clients/console/line_chat.hpp"
#include "clients/console/chat_wait.hpp"
#include <unistd.h>

namespace snug::console {
namespace {

using steady = std::chrono::steady_clock;
/// Standard input isn't read while so many messages wait: a file is sent at the server's pace.
constexpr std::size_t most_waiting = 256;
/// A line longer than this is no message any server takes.
constexpr std::size_t longest_line = 1u << 20;

} // namespace

line_chat::line_chat(client::loop& on, const chat_options& options, const signals& caught)
  : options_(options)
  , caught_(caught)
  , desk_(on, options, queue_, shown()) {}

display& line_chat::shown() {
  if (options_.json) return json_;
  return plain_;
}

int line_chat::run() {
  constexpr int look_ms = 100; // at the clock, for `ack_ms`
  desk_.open();
  while (!desk_.closed() && !done()) {
    const auto what = wait_for(input(), queue_, caught_, look_ms);
    queue_.run();
    if (what.ends()) break;
    if (what.input) read();
  }
  const bool by_server = desk_.closed();
  const auto unacknowledged = desk_.unacknowledged();
  const auto refusals = desk_.refusals();
  const bool settled = desk_.settled();
  if (!by_server) say_goodbye(desk_, queue_, caught_);
  return verdict(by_server || !settled, unacknowledged, refusals);
}

int line_chat::input() const { return open_ && desk_.unacknowledged() < most_waiting ? STDIN_FILENO : -1; }

bool line_chat::done() const {
  if (desk_.wants_to_leave()) return true;
  if (open_ || options_.listen) return false;
  return (desk_.settled() && desk_.unacknowledged() == 0) || steady::now() >= patience_ends_;
}

void line_chat::read() {
  char bytes[4096];
  const auto got = ::read(STDIN_FILENO, bytes, sizeof bytes);
  if (got > 0) {
    arriving_.append(bytes, static_cast<std::size_t>(got));
    if (arriving_.size() > longest_line) arriving_ += '\n';
  } else {
    if (!arriving_.empty()) arriving_ += '\n';
    open_ = false;
    patience_ends_ = steady::now() + std::chrono::milliseconds(options_.ack_ms);
  }
  enter_lines();
}

void line_chat::enter_lines() {
  std::size_t begin = 0;
  for (auto end = arriving_.find('\n'); end != std::string::npos; end = arriving_.find('\n', begin)) {
    desk_.enter(arriving_.substr(begin, end - begin));
    begin = end + 1;
  }
  arriving_.erase(0, begin);
}

} // namespace snug::console
