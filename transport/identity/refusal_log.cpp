#include "transport/identity/refusal_log.hpp"
#include <string>

namespace snug::transport {

void refusal_log::say(std::string_view what, std::int64_t now) {
  if (!to_) return;
  const std::lock_guard lock(mutex_);
  if (now - since_ >= per_ms || now < since_) {
    if (unsaid_ > 0) to_("refused " + std::to_string(unsaid_) + " more in the meantime");
    since_ = now;
    said_ = 0;
    unsaid_ = 0;
  }
  if (said_ == lines) {
    ++unsaid_;
    return;
  }
  ++said_;
  to_("refused: " + std::string(what));
}

} // namespace snug::transport
