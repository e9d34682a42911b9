#pragma once
#include "clients/load/verify/fault.hpp"
#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace snug::load {

/// Counts faults and keeps the first few of each in words.
class fault_log {
public:
  struct example {
    fault is;
    std::string words;
  };

  /// `words()` says what happened; it is asked only where it will be kept.
  template <std::invocable Words> void add(fault f, Words&& words, std::uint64_t times = 1) {
    auto& count = counts_[static_cast<std::size_t>(f)];
    if (count < kept_of_each) examples_.push_back({f, std::forward<Words>(words)()});
    count += times;
  }

  [[nodiscard]] std::uint64_t count(fault f) const noexcept { return counts_[static_cast<std::size_t>(f)]; }
  [[nodiscard]] std::uint64_t total() const noexcept;
  /// In the order they were found.
  [[nodiscard]] const std::vector<example>& examples() const noexcept { return examples_; }

private:
  static constexpr std::uint64_t kept_of_each = 5;

  std::array<std::uint64_t, fault_names.size()> counts_{};
  std::vector<example> examples_;
};

} // namespace snug::load
