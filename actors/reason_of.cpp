#include "actors/reason_of.hpp"

namespace snug::actors {

std::string reason_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "not an exception of the standard library";
  }
}

} // namespace snug::actors
