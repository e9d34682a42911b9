#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace snug::store {

/// Randomness, handed in so that tests can make it up. Called from any thread.
class random_source {
public:
  virtual ~random_source() = default;
  /// 64 bits from the system's cryptographic source.
  [[nodiscard]] virtual std::uint64_t next() noexcept = 0;
  /// An epoch or session id: 1 to 2^53 - 1, so that JavaScript can hold it.
  [[nodiscard]] std::uint64_t next_id() noexcept { return next() % ((1ull << 53) - 1) + 1; }
  /// So many bytes, eight of each `next`, its lowest first.
  [[nodiscard]] std::string bytes(std::size_t count) {
    std::string out;
    while (out.size() < count) {
      auto bits = next();
      for (int i = 0; i < 8 && out.size() < count; ++i, bits >>= 8)
        out.push_back(static_cast<char>(bits & 0xff));
    }
    return out;
  }
};

} // namespace snug::store
