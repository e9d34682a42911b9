#pragma once
#include <mutex>
#include <spdlog/sinks/base_sink.h>
#include <string>

namespace snug::test {

/// Keeps what is logged; any thread may read it meanwhile.
class kept_lines final : public spdlog::sinks::base_sink<std::mutex> {
public:
  [[nodiscard]] std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    spdlog::memory_buf_t formatted;
    formatter_->format(line, formatted);
    text_.append(formatted.data(), formatted.size());
  }
  void flush_() override {}

  std::string text_;
};

} // namespace snug::test
