#pragma once
#include "config/options.hpp"
#include "transport/identity/key_set.hpp"
#include <memory>
#include <string>
#include <vector>

namespace snug::server {

/// The keys that a configuration names, read and parsed.
struct key_files {
  std::shared_ptr<const transport::key_set> keys; ///< those that could be read
  std::vector<std::string> complaints; ///< "auth.keys: <file>: <what is wrong>"; empty: all is well
  std::vector<std::string> remarks;    ///< keys in the files that are for something else
};

/// Reads `auth.keys` and `auth.jwt_secret`.
[[nodiscard]] key_files read_key_files(const config::options& options);

/// What the files look like from outside: differs as soon as one is written, replaced, or gone. Cheap enough
/// for every second.
[[nodiscard]] std::string stamp_of_key_files(const config::options& options);

} // namespace snug::server
