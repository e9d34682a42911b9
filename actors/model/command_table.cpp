#include "actors/model/command_table.hpp"

namespace snug::model {

failure refuse(complaint what) {
  failure f;
  f.code = error_code::bad_request;
  f.message = what.field.empty() ? what.rule : what.field + ' ' + what.rule;
  f.field = std::move(what.field);
  return f;
}

} // namespace snug::model
