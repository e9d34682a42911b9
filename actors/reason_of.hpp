#pragma once
#include <exception>
#include <string>

namespace snug::actors {

/// What an exception says, for the log.
[[nodiscard]] std::string reason_of(const std::exception_ptr& thrown);

} // namespace snug::actors
