#include "transport/server/key_files.hpp"
#include "transport/identity/key_text.hpp"
#include "transport/server/text_file.hpp"
#include <utility>

namespace snug::server {

namespace {

/// "kid=path" or "path". A path with a "=" in it is written with an empty kid: "=path".
std::pair<std::string, std::string> entry_of(const std::string& text) {
  const auto at = text.find('=');
  if (at == text.npos) return {"", text};
  return {text.substr(0, at), text.substr(at + 1)};
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
    const auto text = read_text_file(path);
    if (!text) {
      complain("can't be read");
      continue;
    }
    if (text->size() > largest_text_file) {
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
  std::vector<std::string> paths;
  for (const auto& entry : options.auth.keys)
    paths.push_back(entry_of(entry).second);
  return stamp_of_files(paths);
}

} // namespace snug::server
