#include "transport/identity/secrets.hpp"
#include "transport/base64url.hpp"
#include <string_view>

namespace snug::transport {

std::string new_secret(store::random_source& random) { return to_base64url(random.bytes(32)); }

std::string new_name(store::random_source& random) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string name;
  auto bits = random.next();
  for (int i = 0; i < 16; ++i, bits >>= 4)
    name.push_back(digits[bits & 15]);
  return name;
}

} // namespace snug::transport
