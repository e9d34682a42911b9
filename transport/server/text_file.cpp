#include "transport/server/text_file.hpp"
#include <cstdint>
#include <fstream>
#include <sys/stat.h>

namespace snug::server {

std::optional<std::string> read_text_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(largest_text_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::string stamp_of_files(const std::vector<std::string>& paths) {
  std::string stamp;
  for (const auto& path : paths) {
    struct stat s {};
    if (::stat(path.c_str(), &s) != 0) s = {};
    for (const auto part :
         {static_cast<std::int64_t>(s.st_mtim.tv_sec), static_cast<std::int64_t>(s.st_mtim.tv_nsec),
          static_cast<std::int64_t>(s.st_size), static_cast<std::int64_t>(s.st_ino)})
      stamp += std::to_string(part) + ' ';
    stamp += path + '\n';
  }
  return stamp;
}

} // namespace snug::server
