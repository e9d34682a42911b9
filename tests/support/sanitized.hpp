#pragma once

namespace snug::test {

/// Whether this build is instrumented: it is several times slower, and its memory is not what the product
/// takes.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

} // namespace snug::test
