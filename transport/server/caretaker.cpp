#include "transport/server/caretaker.hpp"
#include <chrono>
#include <utility>

namespace snug::server {

caretaker::caretaker(std::vector<std::function<void()>> chores)
  : chores_(std::move(chores))
  , thread_([this] { live(); }) {}

caretaker::~caretaker() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ending_.notify_one();
  thread_.join();
}

void caretaker::live() {
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, std::chrono::seconds(1), [this] { return over_; })) {
    lock.unlock();
    for (const auto& chore : chores_)
      chore();
    lock.lock();
  }
}

} // namespace snug::server
