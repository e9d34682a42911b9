#pragma once
#include "clients/console/connect_options.hpp"
#include "clients/cpp/session.hpp"
#include <string>

namespace snug::console {

/// Connects, asks one command (in `room`, joined first, where `join` says so) and waits for the answer.
[[nodiscard]] model::result<client::reply> one_call(const connect_options& options,
                                                    const std::string& command, const std::string& room,
                                                    const std::string& data, bool join);

} // namespace snug::console
