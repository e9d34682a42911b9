#include "transport/inbox.hpp"
#include <iterator>
#include <utility>

namespace snug::transport {

void inbox::push(post p) {
  if (std::this_thread::get_id() == thread_) {
    local_.push_back(std::move(p)); // the loop looks before it sleeps: no need to wake it
    return;
  }
  {
    std::lock_guard guard(mutex_);
    arrived_.push_back(std::move(p));
  }
  if (!armed_.exchange(true)) wake_();
}

bool inbox::refill() {
  running_.clear();
  next_ = 0;
  // Before looking: a push behind the swap must wake the loop again.
  if (armed_.exchange(false)) {
    std::lock_guard guard(mutex_);
    running_.swap(arrived_);
  }
  if (running_.empty()) {
    running_.swap(local_);
  } else {
    running_.insert(running_.end(), std::make_move_iterator(local_.begin()),
                    std::make_move_iterator(local_.end()));
    local_.clear();
  }
  return !running_.empty();
}

bool inbox::pending() const noexcept { return next_ != running_.size() || !local_.empty() || armed_.load(); }

} // namespace snug::transport
