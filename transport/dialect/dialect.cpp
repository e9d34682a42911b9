#include "transport/dialect/dialect.hpp"

namespace snug::dialect {

void decoded::clear() {
  requests.clear();
  together = false;
  refused.clear();
  close = model::close_code::normal;
  reason.clear();
}

} // namespace snug::dialect
