#pragma once
#include "store/ports/random_source.hpp"
#include <string>

namespace snug::transport {

/// 256 random bits in base64url: 43 characters that nobody guesses.
[[nodiscard]] std::string new_secret(store::random_source& random);
/// 64 random bits in hexadecimal: a name that isn't secret.
[[nodiscard]] std::string new_name(store::random_source& random);

} // namespace snug::transport
