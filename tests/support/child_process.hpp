#pragma once
#include <string>
#include <sys/types.h>
#include <vector>

namespace snug::test {

/// A program beside the test: ended when this goes.
class child_process {
public:
  /// `arguments[0]` is looked up in the path; `environment` ("NAME=value") goes on top of the test's own.
  child_process(std::vector<std::string> arguments, std::vector<std::string> environment);
  ~child_process();
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  /// True while it runs.
  [[nodiscard]] bool alive();

private:
  pid_t pid_ = -1;
};

} // namespace snug::test
