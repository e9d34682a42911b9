#pragma once
#include "actors/model/result.hpp"
#include "config/options.hpp"
#include <string>
#include <string_view>

namespace snug::server {

/// Has a command of a desk, or one that reads, carried out as the operator: by the server that runs on the
/// configured data directory, or, where none does, on the directory itself. `data` and the reply are
/// MessagePack.
[[nodiscard]] model::result<std::string> call_desk(const config::options& options, std::string_view command,
                                                   const std::string& data);

} // namespace snug::server
