#pragma once
#include "store/log_sink.hpp"
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace snug::store {

/// Counts damaged rows and logs them. Any thread.
class damage_report {
public:
  explicit damage_report(log_sink log)
    : log_(std::move(log)) {}
  void met(std::string_view key) const;
  [[nodiscard]] std::uint64_t count() const noexcept { return count_.load(std::memory_order_relaxed); }

  /// One that counts apart and also reports to this one, which must outlive it.
  [[nodiscard]] damage_report part() const { return damage_report(this); }

private:
  explicit damage_report(const damage_report* whole)
    : whole_(whole) {}

  log_sink log_;
  const damage_report* whole_ = nullptr;
  mutable std::atomic<std::uint64_t> count_{0};
};

/// A key as hexadecimal digits, for a log line.
[[nodiscard]] std::string in_hex(std::string_view key);

} // namespace snug::store
