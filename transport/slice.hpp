#pragma once
#include <chrono>

namespace snug::transport {

/// True until 1 ms is over: one stage of a turn takes no longer while others wait.
class slice {
public:
  [[nodiscard]] bool operator()() const noexcept { return std::chrono::steady_clock::now() < end_; }

private:
  std::chrono::steady_clock::time_point end_ =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
};

} // namespace snug::transport
