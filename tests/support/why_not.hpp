#pragma once
#include "actors/model/result.hpp"
#include <string>

namespace snug::test {

/// What a result was refused with; "" where it is a value. For messages of assertions, which are made whether
/// they are needed or not.
template <class T> [[nodiscard]] std::string why_not(const model::result<T>& r) {
  return r ? std::string() : r.error().message;
}

} // namespace snug::test
