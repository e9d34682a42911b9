#include "transport/identity/secrets.hpp"
#include "transport/base64url.hpp"

namespace snug::transport {

std::string new_secret(store::random_source& random) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) {
    const auto part = random.next();
    for (int shift = 0; shift < 64; shift += 8)
      bytes.push_back(static_cast<char>(part >> shift));
  }
  return to_base64url(bytes);
}

std::string new_name(store::random_source& random) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string name;
  auto bits = random.next();
  for (int i = 0; i < 16; ++i, bits >>= 4)
    name.push_back(digits[bits & 15]);
  return name;
}

} // namespace snug::transport
