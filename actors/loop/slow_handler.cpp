#include "actors/loop/slow_handler.hpp"
#include <caf/atom.hpp>
#include <cstdlib>
#include <cxxabi.h>
#include <memory>

namespace snug::loop {

std::string name_of(const caf::type_erased_tuple& message) {
  if (message.empty()) return "nothing";
  if (message.match_element<caf::atom_value>(0)) return to_string(message.get_as<caf::atom_value>(0));
  const auto* type = message.type(0).second;
  if (!type) return message.stringify(0); // one of CAF's own
  const std::unique_ptr<char, decltype(&std::free)> readable(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, nullptr), &std::free);
  const std::string name = readable ? readable.get() : type->name();
  const auto last = name.rfind("::");
  return last == std::string::npos ? name : name.substr(last + 2);
}

} // namespace snug::loop
