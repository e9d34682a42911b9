#include "transport/shard_loop.hpp"
#include <sys/eventfd.h>
#include <unistd.h>

namespace snug::transport {

namespace {

template <class Handle> shard_loop* owner_of(Handle* handle) {
  return static_cast<shard_loop*>(handle->data);
}

} // namespace

shard_loop::shard_loop(steps steps)
  : steps_(std::move(steps)) {
  uv_loop_init(&loop_);
  wake_fd_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (good()) uv_poll_init(&loop_, &wake_, wake_fd_);
  uv_prepare_init(&loop_, &prepare_);
  uv_idle_init(&loop_, &idle_);
  uv_timer_init(&loop_, &timer_);
  wake_.data = prepare_.data = timer_.data = this;
}

shard_loop::~shard_loop() {
  close();
  settle();
  uv_loop_close(&loop_);
  if (good()) ::close(wake_fd_);
}

void shard_loop::close() {
  if (closed_) return;
  closed_ = true;
  if (good()) uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
  for (auto* h : {reinterpret_cast<uv_handle_t*>(&prepare_), reinterpret_cast<uv_handle_t*>(&idle_),
                  reinterpret_cast<uv_handle_t*>(&timer_)})
    uv_close(h, nullptr);
}

void shard_loop::settle() {
  while (uv_run(&loop_, UV_RUN_NOWAIT) != 0) {
  }
}

void shard_loop::wake() noexcept {
  if (std::this_thread::get_id() != thread_) eventfd_write(wake_fd_, 1);
}

void shard_loop::run() {
  // Waking is all: the turn comes by itself.
  uv_poll_start(&wake_, UV_READABLE, [](uv_poll_t* h, int, int) {
    eventfd_t count = 0;
    eventfd_read(owner_of(h)->wake_fd_, &count);
  });
  uv_prepare_start(&prepare_, [](uv_prepare_t* h) { owner_of(h)->before_sleep(); });
  uv_timer_start(
      &timer_, [](uv_timer_t* h) { owner_of(h)->steps_.tick(); }, tick_ms, tick_ms);
  uv_run(&loop_, UV_RUN_DEFAULT);
  uv_poll_stop(&wake_);
  uv_prepare_stop(&prepare_);
  uv_idle_stop(&idle_);
  uv_timer_stop(&timer_);
}

void shard_loop::before_sleep() {
  steps_.turn();
  // An idle handle keeps the poll that follows from blocking.
  if (steps_.pending())
    uv_idle_start(&idle_, [](uv_idle_t*) {});
  else
    uv_idle_stop(&idle_);
}

void shard_loop::stop() noexcept { uv_stop(&loop_); }

} // namespace snug::transport
