#pragma once
#include "actors/ports/trouble_sink.hpp"
#include "store/ports/clock.hpp"
#include <cstdint>
#include <mutex>
#include <string_view>

namespace snug::actors {

/// Lets so many lines a second through and says how many it kept back with the next one: what goes wrong with
/// every message isn't to fill the log. Any thread.
class line_limit {
public:
  line_limit(trouble_sink to, const store::clock& clock, unsigned per_second);

  void operator()(std::string_view line);

private:
  const trouble_sink to_;
  const store::clock& clock_;
  const unsigned per_second_;
  std::mutex mutex_;
  std::int64_t second_ = 0; ///< the one that `let_through_` counts, steady
  unsigned let_through_ = 0;
  std::uint64_t kept_back_ = 0;
};

} // namespace snug::actors
