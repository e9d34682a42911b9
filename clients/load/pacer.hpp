#pragma once
#include <cstdint>
#include <queue>
#include <vector>

namespace snug::load {

/// Knows whom to wake when. Times are ns of the steady clock.
class pacer {
public:
  static constexpr std::uint64_t never = ~std::uint64_t{0};

  void wake(std::uint32_t client, std::uint64_t at) {
    if (at != never) queue_.push({at, client});
  }
  [[nodiscard]] std::uint64_t next_at() const noexcept { return queue_.empty() ? never : queue_.top().at; }
  /// Calls `tell(client)` for each whose time has come.
  template <class F> void due(std::uint64_t now, F&& tell) {
    while (!queue_.empty() && queue_.top().at <= now) {
      const auto client = queue_.top().client;
      queue_.pop();
      tell(client);
    }
  }

private:
  struct entry {
    std::uint64_t at;
    std::uint32_t client;
    friend bool operator>(const entry& a, const entry& b) noexcept { return a.at > b.at; }
  };
  std::priority_queue<entry, std::vector<entry>, std::greater<>> queue_;
};

} // namespace snug::load
