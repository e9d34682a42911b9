#pragma once
#include "config/load.hpp"
#include <cstdint>
#include <string>

namespace snug::config {

/// Checks what no single option can know: limits that contradict each other, rooms of no kind, --dev on a
/// public address. Where one of two contradicting limits is only a default, the default gives way. `memory`
/// in bytes, 0: unknown.
void make_consistent(loaded& out, std::uint64_t memory);

/// Whether an address to listen on can be reached from this machine only.
[[nodiscard]] bool is_loopback(const std::string& address);

/// `session_*=code` as its prefix and its kind; two empty ones where it isn't written so.
[[nodiscard]] std::pair<std::string, std::string> parts_of_name_rule(const std::string& rule);

} // namespace snug::config
