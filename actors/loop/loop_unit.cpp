#include "actors/loop/loop_unit.hpp"
#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace snug::loop {

namespace {
/// How many messages one actor handles before the next one gets its turn.
constexpr std::size_t max_throughput = 50;
} // namespace

void loop_unit::context_unit::exec_later(caf::resumable* work) { system().scheduler().enqueue(work); }

loop_unit::loop_unit(caf::actor_system& system, std::function<void()> wake)
  : caf::execution_unit(&system)
  , context_(&system)
  , wake_(std::move(wake)) {}

loop_unit::~loop_unit() {
  // Every waiting entry holds a reference of its actor.
  for (auto* list : {&arrived_, &local_, &running_})
    for (auto* work : *list)
      caf::intrusive_ptr_release(work);
}

void loop_unit::exec_later(caf::resumable* work) {
  if (std::this_thread::get_id() == thread_) {
    local_.push_back(work);
  } else {
    const std::lock_guard guard(mutex_);
    arrived_.push_back(work);
  }
  if (!armed_.exchange(true)) wake_();
}

void loop_unit::watch(std::chrono::microseconds longest, slow_handler_sink tell) {
  longest_ = longest;
  slow_ = std::move(tell);
}

void loop_unit::report(const slow_handler& slow) {
  slow_(slow);
  began_ = std::chrono::steady_clock::now(); // what telling takes isn't the next one's
}

std::size_t loop_unit::run() {
  armed_.store(false);
  running_.swap(local_);
  {
    const std::lock_guard guard(mutex_);
    running_.insert(running_.end(), arrived_.begin(), arrived_.end());
    arrived_.clear();
  }
  const auto ran = running_.size();
  if (slow_) began_ = std::chrono::steady_clock::now();
  for (auto* work : running_)
    step(work);
  running_.clear();
  return ran;
}

void loop_unit::step(caf::resumable* work) {
  switch (work->resume(&context_, max_throughput)) {
  case caf::resumable::resume_later:
    exec_later(work);
    break;
  case caf::resumable::shutdown_execution_unit:
    break;
  default:
    caf::intrusive_ptr_release(work);
  }
}

bool loop_unit::pending() const noexcept { return armed_.load(); }

} // namespace snug::loop
