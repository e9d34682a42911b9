#pragma once
#include <cstdint>

namespace snug::config {

/// Bytes this process may use: the machine's memory, or its control group's limit where that is lower. 0:
/// unknown.
[[nodiscard]] std::uint64_t machine_memory();

} // namespace snug::config
