#pragma once
#include <caf/type_erased_tuple.hpp>
#include <chrono>
#include <functional>
#include <string>

namespace snug::loop {

/// A handler that kept its loop, and everybody on it, for longer than it may.
struct slow_handler {
  std::string actor;   ///< its label
  std::string message; ///< the type of the message, or the atom
  std::chrono::microseconds took{};
};

/// Hears of slow handlers, on the loop's thread.
using slow_handler_sink = std::function<void(const slow_handler&)>;

/// What a message is called: the type of its first element without our namespaces, or the atom.
[[nodiscard]] std::string name_of(const caf::type_erased_tuple& message);

} // namespace snug::loop
