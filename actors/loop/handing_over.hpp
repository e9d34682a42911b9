#pragma once
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace snug::loop {

// Two marks for the thread sanitizer, which sees none of the atomics inside libcaf: the distribution's build
// is not instrumented. They are set where libcaf itself orders two threads (CAF 0.17.6:
// `intrusive::lifo_inbox` for mailboxes, `actor_control_block` for reference counts) and nowhere else, so
// that everything else stays in sight. In any other build they are nothing.

/// What this thread did until now comes before what a thread does that takes `what` over.
inline void hand_over([[maybe_unused]] void* what) noexcept {
#ifdef __SANITIZE_THREAD__
  __tsan_release(what);
#endif
}

/// What threads did before they handed `what` over comes before what this thread does from now on.
inline void take_over([[maybe_unused]] void* what) noexcept {
#ifdef __SANITIZE_THREAD__
  __tsan_acquire(what);
#endif
}

} // namespace snug::loop
