#include "transport/server/key_files.hpp"
#include "transport/identity/key_text.hpp"
#include <fstream>
#include <iterator>
#include <optional>
#include <sys/stat.h>
#include <utility>

namespace snug::server {

namespace {

constexpr std::size_t largest_file = 1u << 20;

/// "kid=path" or "path". A path with a "=" in it is written with an empty kid: "=path".
std::pair<std::string, std::string> entry_of(const std::string& text) {
  const auto at = text.find('=');
  if (at == text.npos) return {"", text};
  return {text.substr(0, at), text.substr(at + 1)};
}

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(largest_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

} // namespace

key_files read_key_files(const config::options& options) {
  key_files out;
  auto keys = std::make_shared<transport::key_set>();
  for (const auto& entry : options.auth.keys) {
    const auto [kid, path] = entry_of(entry);
    const auto complain = [&, &path = path](const std::string& what) {
      out.complaints.push_back("auth.keys: " + path + ": " + what);
    };
    const auto text = content_of(path);
    if (!text) {
      complain("can't be read");
      continue;
    }
    if (text->size() > largest_file) {
      complain("is larger than 1 MiB");
      continue;
    }
    const auto read = transport::read_keys(*text, kid, *keys);
    for (const auto& what : read.complaints)
      complain(what);
    for (const auto& what : read.passed_over)
      out.remarks.push_back(path + ": " + what);
  }
  if (!options.auth.jwt_secret.empty())
    (void)keys->add("", transport::token_key::of_secret(options.auth.jwt_secret));
  out.keys = std::move(keys);
  return out;
}

std::string stamp_of_key_files(const config::options& options) {
  std::string stamp;
  for (const auto& entry : options.auth.keys) {
    struct stat s {};
    const auto path = entry_of(entry).second;
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
