#pragma once
#include "transport/hooks/backoff.hpp"
#include <cstdint>

namespace snug::transport::hooks {

/// Keeps requests from a back end that doesn't answer: after some failures in a row none go for a while, then
/// one is let through; where that fails, none for longer. Times are steady ms. One thread at a time.
class circuit_breaker {
public:
  struct rules {
    std::uint32_t failures = 5; ///< in a row, until it opens
    backoff rest{500, 30'000};  ///< how long it stays open: the first time, and at most
  };
  circuit_breaker() = default;
  explicit circuit_breaker(rules by)
    : by_(by) {}

  /// Whether a request may go now. Where it may, it is to be reported by one of the next two.
  [[nodiscard]] bool allow(std::int64_t now) noexcept;
  void succeeded() noexcept;
  void failed(std::int64_t now, std::uint64_t random) noexcept;
  /// The one that was let through came to nothing that says anything.
  void forgotten() noexcept { probing_ = false; }

  /// How long to wait, at least 1 while it is open; 0 where a request may go.
  [[nodiscard]] std::uint32_t wait(std::int64_t now) const noexcept;
  [[nodiscard]] bool open() const noexcept { return failures_ >= by_.failures; }

private:
  rules by_;
  std::uint32_t failures_ = 0;
  std::int64_t until_ = 0;
  bool probing_ = false;
};

} // namespace snug::transport::hooks
