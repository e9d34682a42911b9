#include "source_file.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace snug::layout {

namespace {

bool is_source(const std::filesystem::path& path) {
  const auto extension = path.extension();
  const auto text = path.generic_string();
  return (extension == ".hpp" || extension == ".cpp") && text.find("/node_modules/") == std::string::npos;
}

} // namespace

std::vector<inclusion> inclusions_of(const source_file& source) {
  static const std::regex pattern{R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re"};
  std::vector<inclusion> out;
  std::istringstream lines{source.text};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::smatch match;
    if (std::regex_search(line, match, pattern))
      out.push_back({match[2].str(), match[1].str() == "\"", number});
  }
  return out;
}

std::vector<source_file> read_sources(const std::string& root, const std::vector<std::string>& folders) {
  std::vector<source_file> out;
  for (const auto& folder : folders)
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root + "/" + folder}) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      std::ifstream in{entry.path()};
      out.push_back(
          {entry.path().lexically_relative(root).generic_string(), {std::istreambuf_iterator<char>{in}, {}}});
    }
  std::ranges::sort(out, {}, &source_file::path);
  return out;
}

} // namespace snug::layout
