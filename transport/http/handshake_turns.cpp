#include "transport/http/handshake_turns.hpp"

namespace snug::transport::http {

namespace {
/// One or two signatures: nothing, a slice's worth, or on a small board several of them.
constexpr std::chrono::milliseconds each_turn{1};
} // namespace

std::optional<tls::stream::state> handshake_turns::step(connection& c, channel& with) {
  const bool first_come = taking_ || waiting_.empty();
  if (spent_ >= each_turn || !first_come) {
    wait(c);
    return std::nullopt;
  }
  const auto begun = std::chrono::steady_clock::now();
  const auto came = with.shake_hands();
  spent_ += std::chrono::steady_clock::now() - begun;
  if (came == tls::stream::state::done) {
    ++shaken_.done;
    if (with.resumed()) ++shaken_.resumed;
  } else if (came != tls::stream::state::more) {
    ++shaken_.failed;
  }
  return came;
}

void handshake_turns::take() {
  spent_ = {};
  taking_ = true;
  // Whoever comes back in it waits for the next.
  for (auto left = waiting_.size(); left > 0 && !waiting_.empty() && spent_ < each_turn; --left) {
    auto* c = waiting_.front();
    waiting_.pop_front();
    c->go_further();
  }
  taking_ = false;
}

} // namespace snug::transport::http
