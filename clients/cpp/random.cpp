#include "clients/cpp/random.hpp"
#include <random>
#include <string_view>

namespace snug::client {

std::uint64_t random_number() {
  thread_local std::random_device source;
  return std::uint64_t{source()} << 32 | source();
}

std::string random_id() {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::size_t length = 24;
  std::string id;
  id.reserve(length);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < length; ++i, bits >>= 4) {
    if (i % 16 == 0) bits = random_number();
    id += digits[bits & 15];
  }
  return id;
}

} // namespace snug::client
