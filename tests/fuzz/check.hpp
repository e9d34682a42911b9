#pragma once
#include <cstdio>
#include <cstdlib>

namespace snug::fuzz {

/// Ends the run with what was expected: the fuzzer keeps the input.
inline void check(bool holds, const char* expected) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", expected);
  std::abort();
}

} // namespace snug::fuzz
