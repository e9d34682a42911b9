#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace snug::transport {

/// Slows down whoever guesses: so many wrong answers per account and per address, then waiting. Bounded;
/// any thread. Times are of the steady clock, ms.
class guess_limits {
public:
  struct bounds {
    unsigned per_account = 10; ///< wrong ones at once; one more is allowed every `refill_ms`
    unsigned per_address = 40;
    std::uint32_t refill_ms = 30'000;
  };
  explicit guess_limits(const bounds& with)
    : with_(with) {}

  /// Takes a try; how long to wait instead where there is none, 0: go on. `address` 0: isn't counted.
  [[nodiscard]] std::uint32_t take(const std::string& account, std::uint64_t address, std::int64_t now);
  /// The try was right: it doesn't count.
  void give_back(const std::string& account, std::uint64_t address, std::int64_t now);

private:
  struct bucket {
    double used = 0;
    std::int64_t at = 0;
  };
  static constexpr std::size_t most = 100'000; ///< buckets; above, those that are empty go

  [[nodiscard]] bucket& refilled(const std::string& name, std::int64_t now);
  void make_room(std::int64_t now);
  [[nodiscard]] double left_of(const bucket& b, std::int64_t now) const noexcept;

  const bounds with_;
  std::mutex mutex_;
  std::unordered_map<std::string, bucket> buckets_;
};

} // namespace snug::transport
