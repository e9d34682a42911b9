#pragma once
#include "transport/byte_budget.hpp"
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace snug::transport {

/// What one connection may have accepted and unanswered: a number of commands and their bytes. Where either
/// is used up its socket isn't read until an answer comes. One shard's thread only.
class credits {
public:
  struct bounds {
    std::uint32_t commands = 32;
    std::size_t bytes = 1u << 20;
  };

  credits() = default;
  credits(const credits&) = delete;
  credits& operator=(const credits&) = delete;
  /// What was taken moves along; the other one is empty then.
  credits(credits&& o) noexcept
    : taken_(std::exchange(o.taken_, {}))
    , bytes_(std::exchange(o.bytes_, 0)) {}

  /// Accepts a command of `bytes`, charged to `budget` too; false where the process has no room for it.
  [[nodiscard]] bool take(std::uint32_t ref, std::size_t bytes, byte_budget& budget);
  /// The command `ref` was answered; where several are under way with that ref, the oldest.
  void give_back(std::uint32_t ref, byte_budget& budget) noexcept;
  /// The connection is gone: everything comes free.
  void give_back_all(byte_budget& budget) noexcept;

  [[nodiscard]] bool used_up(const bounds& b) const noexcept {
    return taken_.size() >= b.commands || bytes_ >= b.bytes;
  }
  [[nodiscard]] std::size_t commands() const noexcept { return taken_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
  struct entry {
    std::uint32_t ref;
    std::uint32_t bytes;
  };
  std::vector<entry>
      taken_; ///< in the order they came; as short as `bounds::commands` and one frame of several
  std::size_t bytes_ = 0;
};

} // namespace snug::transport
