#pragma once
#include <memory>
#include <spdlog/formatter.h>

namespace snug::config {

/// One log message as one line: `2026-11-20T20:27:50.123Z info  store: opened`, or the same as a JSON object.
/// Tokens are masked, control characters escaped (what a client sent must not look like a line of ours).
class line_formatter final : public spdlog::formatter {
public:
  explicit line_formatter(bool json)
    : json_(json) {}
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override;
  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override;

private:
  bool json_;
};

} // namespace snug::config
