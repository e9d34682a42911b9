#pragma once
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace snug::load {

/// Numbers that should come one after the other: of one sender's messages at one receiver, or the offsets of
/// a room's log. Takes 16 bytes as long as all is well.
class sequence {
public:
  enum class verdict : std::uint8_t {
    in_order,
    skipped, ///< in order, but some before it are missing so far
    late,    ///< one of those, behind its successors
    doubled, ///< it was there before
  };

  /// The next number is `first`, or, before anything was taken, one below it: who comes in while others talk
  /// can't know exactly where it begins, only what it must not miss.
  void expect_by(std::uint64_t first);
  /// The next number is `first` and no other.
  void expect(std::uint64_t first);
  verdict take(std::uint64_t number);
  /// Takes a number where some may be left out: nothing is remembered as missing.
  verdict take_some(std::uint64_t number);

  /// What comes next if all is well.
  [[nodiscard]] std::uint64_t next() const noexcept { return next_; }
  /// Whether every number up to `last` has come.
  [[nodiscard]] bool complete_to(std::uint64_t last) const noexcept { return next_ > last && !holes_; }
  /// How many up to `last` haven't come.
  [[nodiscard]] std::uint64_t missing_to(std::uint64_t last) const noexcept;

private:
  using hole = std::pair<std::uint64_t, std::uint64_t>; ///< first and last missing number
  struct holes {
    std::vector<hole> open; ///< ascending
    std::uint64_t given_up = 0;
  };
  static constexpr std::size_t most_holes = 1024; ///< beyond it the oldest count as lost for good

  void open_hole(std::uint64_t first, std::uint64_t last);
  [[nodiscard]] bool fill(std::uint64_t number);

  std::uint64_t next_ : 63 = 1;
  std::uint64_t may_begin_below_ : 1 = 0;
  std::unique_ptr<holes> holes_; ///< only while something is missing
};

} // namespace snug::load
