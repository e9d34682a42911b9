#include "transport/page_part.hpp"
#include "actors/facets/log_rows.hpp"
#include <memory>
#include <utility>

namespace snug::transport {

page_part read_part(const store::snapshot& rows, model::key room, std::uint64_t after,
                    std::size_t max_records, std::size_t max_bytes) {
  auto read = facets::read_page(rows, room, after, max_records, max_bytes);
  page_part part{room, {}, read.complete, read.first};
  part.records.reserve(read.records.size());
  for (auto& r : read.records)
    part.records.push_back(std::make_shared<const model::record>(std::move(r)));
  return part;
}

} // namespace snug::transport
