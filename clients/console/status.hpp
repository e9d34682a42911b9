#pragma once
#include "clients/console/connect_options.hpp"

namespace snug::console {

/// `snug status`: prints what a running server says of itself (GET /status). Returns the exit code: 0, or 1
/// where no server answers.
int status(const connect_options& options);

} // namespace snug::console
