#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <uv.h>
#include <vector>

struct lws_context;

namespace snug::client {

class connection;

/// A thread with an event loop and a libwebsockets context, shared by any number of connections. Sessions
/// keep a reference to it and must be gone before it is. Nothing on it may block: handlers of every session
/// run here.
class loop {
public:
  /// Starts the thread. Throws std::runtime_error where the system refuses what an event loop needs
  /// (descriptors, or libwebsockets' libuv plugin is not installed).
  loop();
  /// Closes what is open without ceremony and joins the thread. Not from the loop thread.
  ~loop();
  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;

  /// Runs `task` on the loop thread, in the order of posting. Any thread. False where the loop ends: it won't
  /// run.
  bool post(std::function<void()> task);
  /// Like post, and waits until it ran; runs it at once on the loop thread.
  void run_and_wait(const std::function<void()>& task);
  [[nodiscard]] bool on_loop_thread() const noexcept {
    return std::this_thread::get_id() == thread_.get_id();
  }

private:
  friend class connection;
  friend class timer;
  void run();
  void drain();
  /// lws called from our own uv callbacks doesn't re-arm its uv timer by itself (LIBRARY_FACTS B1).
  void nudge_lws() noexcept;

  uv_loop_t uv_{};
  uv_async_t wake_{};
  lws_context* context_ = nullptr;
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_; ///< guarded by mutex_
  bool ending_ = false;                      ///< guarded by mutex_
  std::unordered_set<connection*> connections_;
  std::thread thread_;
};

} // namespace snug::client
