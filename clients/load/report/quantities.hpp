#pragma once
#include <string>

namespace snug::load {

/// A count for people: whole, with a comma between thousands.
[[nodiscard]] std::string count_text(double v);
/// Milliseconds with as many digits as mean something.
[[nodiscard]] std::string ms_text(double ms);
/// `v` with `digits` behind the point.
[[nodiscard]] std::string fixed_text(double v, int digits);

} // namespace snug::load
