#pragma once
#include <functional>
#include <string_view>

namespace snug::actors {

/// Where actors say what went wrong inside them, one line at a time; must not throw. Shard loop threads.
using trouble_sink = std::function<void(std::string_view what)>;

} // namespace snug::actors
