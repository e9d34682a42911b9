#pragma once
#include <string>
#include <vector>

namespace snug::layout {

/// One source as the rules see it.
struct source_file {
  std::string path; ///< relative to the root: "actors/model/key.hpp"
  std::string text;
};

/// One #include line.
struct inclusion {
  std::string target; ///< what stands between the quotes or brackets
  bool ours = false;  ///< quoted
  int line = 0;
};

/// Every include of a source, in order; those behind `//` don't count.
[[nodiscard]] std::vector<inclusion> inclusions_of(const source_file& source);

/// The sources (.hpp, .cpp) below these folders of `root`. Downloaded packages are not ours and left out.
[[nodiscard]] std::vector<source_file> read_sources(const std::string& root,
                                                    const std::vector<std::string>& folders);

} // namespace snug::layout
