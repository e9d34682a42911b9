#pragma once
#include "clients/console/connect_options.hpp"
#include <cstdint>
#include <optional>
#include <string>

namespace snug::console {

/// `snug history`: a page of a room's durable events.
struct history_options : connect_options {
  std::string room;
  std::uint64_t limit = 50;
  std::optional<std::uint64_t> before, after; ///< offsets, both exclusive
};

/// `message.history`'s data.
[[nodiscard]] std::string history_data(std::uint64_t limit, std::optional<std::uint64_t> before,
                                       std::optional<std::uint64_t> after);

/// Prints the page, oldest first. Returns the exit code.
int history(const history_options& options);

} // namespace snug::console
