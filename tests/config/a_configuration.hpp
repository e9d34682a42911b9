#pragma once
#include "config/load.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace snug::config {

/// A directory of its own, gone with the test.
class temporary_directory {
public:
  temporary_directory() {
    auto name = (std::filesystem::temp_directory_path() / "snug-config-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;

  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    const auto file = (path_ / name).string();
    std::ofstream{file} << text;
    return file;
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
  std::filesystem::path path_;
};

/// Loads a file with this text, an environment, and pairs of option and text as typed. The file is called
/// snug.toml.
inline loaded load_text(const std::string& toml, const environment& variables = {}, cli_values typed = {},
                        std::uint64_t memory = 0) {
  const temporary_directory directory;
  sources from;
  from.default_file = directory.write("snug.toml", toml);
  from.variables = variables;
  from.command_line = std::move(typed);
  from.memory = memory;
  auto out = load(from);
  // Where the file lies is of no interest: "snug.toml:3".
  const auto prefix = from.default_file.size() - std::string{"snug.toml"}.size();
  for (auto& each : out.complaints)
    if (each.where.starts_with(from.default_file)) each.where.erase(0, prefix);
  for (auto& [name, origin] : out.origins)
    if (origin.starts_with(from.default_file)) origin.erase(0, prefix);
  return out;
}

/// All complaints as they are printed.
inline std::string complaints_of(const loaded& from) {
  std::string out;
  for (const auto& each : from.complaints)
    out += each.where + ": " + each.field + ": " + each.message + "\n";
  return out;
}

} // namespace snug::config
