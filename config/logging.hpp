#pragma once
#include <memory>
#include <mutex>
#include <spdlog/logger.h>
#include <string>
#include <string_view>
#include <vector>

namespace snug::config {

/// A component's log: `log->info("opened {}", path)` writes `… info  store: opened …`. Any thread.
using logger = std::shared_ptr<spdlog::logger>;

/// Where the log goes and how it looks.
struct log_settings {
  std::string level = "info";  ///< trace, debug, info, warn, error, off
  std::string format = "text"; ///< "text": one line for people; "json": one object per line
  std::string file;            ///< appended to; "": standard error
};

/// One process's (or one test's) log. Lines name the component first, stay one line whatever is in them, and
/// never show a token. Not a global: main owns it and hands out loggers; it may go before they do. Any
/// thread.
class log_book {
public:
  /// Standard error or the file. One that can't be opened leaves the book on standard error and says so in
  /// problem().
  explicit log_book(const log_settings& settings);
  /// Into sinks of one's own, for tests.
  log_book(const log_settings& settings, spdlog::sink_ptr sink);

  /// A new logger for a component ("store", "shard"). The caller owns it.
  [[nodiscard]] logger component(std::string name);

  /// Changes every logger handed out, now and later. An unknown level is `info`.
  void set_level(std::string_view level);

  /// Why the file could not be opened; "" if all is well.
  [[nodiscard]] const std::string& problem() const { return problem_; }

private:
  std::string problem_; ///< written while sink_ is made, so it stands before it
  spdlog::sink_ptr sink_;
  std::mutex mutex_; ///< guards what follows
  spdlog::level::level_enum level_;
  std::vector<std::weak_ptr<spdlog::logger>> handed_out_;
};

/// The text with everything that looks like a token (a JWT, or what follows "Bearer ") replaced by "[token]".
[[nodiscard]] std::string without_tokens(std::string_view text);

} // namespace snug::config
