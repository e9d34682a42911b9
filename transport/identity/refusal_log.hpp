#pragma once
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>

namespace snug::transport {

/// Why tokens were refused, for the operator: so many lines in ten seconds, then their number only, so that
/// nobody can fill a disk by knocking. Any thread.
class refusal_log {
public:
  using sink = std::function<void(std::string_view line)>;
  static constexpr unsigned lines = 20;
  static constexpr std::int64_t per_ms = 10'000;

  explicit refusal_log(sink to = {})
    : to_(std::move(to)) {}

  /// `now`: any clock in ms. `what` must hold nothing of the token.
  void say(std::string_view what, std::int64_t now);

private:
  const sink to_;
  std::mutex mutex_;
  std::int64_t since_ = 0;
  unsigned said_ = 0;
  std::uint64_t unsaid_ = 0;
};

} // namespace snug::transport
