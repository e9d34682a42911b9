#pragma once
#include <rapidjson/document.h>
#include <string>
#include <vector>

namespace snug::test {

/// snug-load as a program of its own.
class load_program {
public:
  struct outcome {
    int exit_code = -1;
    std::string said;           ///< on standard output
    rapidjson::Document report; ///< where that is JSON

    /// How many of one fault; -1 where there is no report.
    [[nodiscard]] int faults(const char* name) const;
    [[nodiscard]] int all_faults() const;
    [[nodiscard]] double figure(const char* name) const;
    /// For a failing test.
    [[nodiscard]] std::string complaint() const;
  };

  /// Runs it to its end. `words` need no quoting.
  [[nodiscard]] static outcome run(const std::vector<std::string>& words);
  /// The same with `--json`, against `url`, as briefly as a test should be.
  [[nodiscard]] static outcome play(const std::string& url, std::vector<std::string> words);
};

} // namespace snug::test
