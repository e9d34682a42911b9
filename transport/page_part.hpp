#pragma once
#include "store/ports/reader.hpp"
#include "transport/subscription.hpp"
#include <cstddef>
#include <cstdint>
#include <vector>

namespace snug::transport {

/// What one room has in a page of logs, as `subscription::page` takes it.
struct page_part {
  model::key room;
  std::vector<subscription::record_ptr> records;
  bool complete = false;
  std::uint64_t first = 0; ///< the log has nothing below it any more
};

/// What `room` told behind the offset `after`, within both bounds. A reader's thread.
[[nodiscard]] page_part read_part(const store::snapshot& rows, model::key room, std::uint64_t after,
                                  std::size_t max_records, std::size_t max_bytes);

} // namespace snug::transport
