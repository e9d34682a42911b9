#include "clients/cpp/loop.hpp"
#include "clients/cpp/connection.hpp"
#include <future>
#include <libwebsockets.h>
#include <stdexcept>
#include <utility>

namespace snug::client {

loop::loop() {
  if (uv_loop_init(&uv_) != 0) throw std::runtime_error("client: no event loop to be had");
  uv_async_init(&uv_, &wake_, [](uv_async_t* h) { static_cast<loop*>(h->data)->drain(); });
  wake_.data = this;
  void* foreign[] = {&uv_};
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.protocols = connection::protocols();
  info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
  info.foreign_loops = foreign;
  info.alpn = "http/1.1";
  lws_set_log_level(0, nullptr);
  context_ = lws_create_context(&info);
  if (context_ == nullptr) {
    uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
    uv_run(&uv_, UV_RUN_DEFAULT);
    uv_loop_close(&uv_);
    throw std::runtime_error("client: libwebsockets could not start (is its libuv plugin installed?)");
  }
  std::promise<void> bound;
  thread_ = std::thread([this, ready = bound.get_future()]() mutable {
    ready.wait(); // thread_ is read on this thread
    run();
  });
  bound.set_value();
}

loop::~loop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  uv_async_send(&wake_);
  thread_.join();
}

bool loop::post(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (ending_) return false;
  tasks_.push_back(std::move(task));
  if (tasks_.size() == 1) uv_async_send(&wake_);
  return true;
}

void loop::run_and_wait(const std::function<void()>& task) {
  if (on_loop_thread()) return task();
  std::promise<void> ran;
  const bool will_run = post([&] {
    task();
    ran.set_value();
  });
  if (will_run) ran.get_future().wait();
}

void loop::drain() {
  std::vector<std::function<void()>> tasks;
  bool ending = false;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
    ending = ending_;
  }
  for (const auto& task : tasks)
    task();
  if (ending) uv_stop(&uv_);
}

void loop::run() {
  uv_run(&uv_, UV_RUN_DEFAULT);
  for (auto* c : std::exchange(connections_, {}))
    c->kill();
  uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
  // lws closes its handles in the first call and frees what the loop let go of in the second (LIBRARY_FACTS
  // B1).
  lws_context_destroy(context_);
  while (uv_run(&uv_, UV_RUN_NOWAIT) != 0) {
  }
  lws_context_destroy(context_);
  uv_loop_close(&uv_);
}

void loop::nudge_lws() noexcept { lws_cancel_service(context_); }

} // namespace snug::client
