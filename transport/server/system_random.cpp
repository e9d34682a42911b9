#include "transport/server/system_random.hpp"
#include <cstdlib>
#include <sodium.h>

namespace snug::server {

system_random::system_random() {
  // Fails only where the system has no randomness at all: nothing that needs ids can run there.
  if (sodium_init() < 0) std::abort();
}

std::uint64_t system_random::next() noexcept {
  std::uint64_t bits = 0;
  randombytes_buf(&bits, sizeof bits);
  return bits;
}

} // namespace snug::server
