#include "clients/cpp/timer.hpp"
#include "clients/cpp/loop.hpp"

namespace snug::client {

timer::timer(loop& on, std::function<void()> due)
  : handle_(new uv_timer_t)
  , due_(std::move(due)) {
  uv_timer_init(&on.uv_, handle_);
  handle_->data = this;
}

timer::~timer() {
  uv_timer_stop(handle_);
  uv_close(reinterpret_cast<uv_handle_t*>(handle_),
           [](uv_handle_t* h) { delete reinterpret_cast<uv_timer_t*>(h); });
}

void timer::in(std::uint64_t ms) {
  // The loop's clock is as old as its turn; a long turn must not shorten the wait.
  uv_update_time(handle_->loop);
  uv_timer_start(
      handle_, [](uv_timer_t* h) { static_cast<timer*>(h->data)->due_(); }, ms, 0);
}

void timer::stop() noexcept { uv_timer_stop(handle_); }

} // namespace snug::client
