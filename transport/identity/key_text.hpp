#pragma once
#include "transport/identity/key_set.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace snug::transport {

/// What reading a file of keys came to. `complaints` make it unusable; `passed_over` names keys that are for
/// something else (encryption, other algorithms), as the files of identity providers have them.
struct key_reading {
  std::size_t keys = 0;
  std::vector<std::string> complaints;
  std::vector<std::string> passed_over;
};

/// Adds the keys in `text` to `keys`: a JSON Web Key Set, one JSON Web Key (RFC 7517), or PEM blocks. `kid`
/// names those that have no name of their own. No key ends up in a complaint. Any thread.
[[nodiscard]] key_reading read_keys(std::string_view text, std::string_view kid, key_set& keys);

} // namespace snug::transport
