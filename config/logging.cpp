#include "config/logging.hpp"
#include "config/line_formatter.hpp"
#include <algorithm>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace snug::config {

namespace {

spdlog::level::level_enum level_of(std::string_view name) {
  // from_str answers "off" to what it doesn't know; a typo must not silence the log.
  const auto level = spdlog::level::from_str(std::string{name});
  return level == spdlog::level::off && name != "off" ? spdlog::level::info : level;
}

spdlog::sink_ptr open(const std::string& file, std::string& problem) {
  if (!file.empty()) {
    try {
      return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    } catch (const spdlog::spdlog_ex& error) {
      problem = error.what();
    }
  }
  return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

} // namespace

log_book::log_book(const log_settings& settings)
  : log_book(settings, nullptr) {}

log_book::log_book(const log_settings& settings, spdlog::sink_ptr sink)
  : sink_(sink ? std::move(sink) : open(settings.file, problem_))
  , level_(level_of(settings.level)) {
  sink_->set_formatter(std::make_unique<line_formatter>(settings.format == "json"));
}

logger log_book::component(std::string name) {
  auto out = std::make_shared<spdlog::logger>(std::move(name), sink_);
  // A crash must not take the last lines with it; the log is a few lines a day.
  out->flush_on(spdlog::level::trace);
  const std::lock_guard lock{mutex_};
  out->set_level(level_);
  std::erase_if(handed_out_, [](const auto& each) { return each.expired(); });
  handed_out_.push_back(out);
  return out;
}

void log_book::set_level(std::string_view level) {
  const std::lock_guard lock{mutex_};
  level_ = level_of(level);
  for (const auto& each : handed_out_)
    if (const auto logger = each.lock()) logger->set_level(level_);
}

} // namespace snug::config
