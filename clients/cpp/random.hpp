#pragma once
#include <cstdint>
#include <string>

namespace snug::client {

/// 64 bits from the system's random source.
[[nodiscard]] std::uint64_t random_number();

/// A command id nobody else makes: 96 random bits as 24 hexadecimal digits.
[[nodiscard]] std::string random_id();

} // namespace snug::client
