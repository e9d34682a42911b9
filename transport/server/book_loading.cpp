#include "transport/server/book_loading.hpp"

namespace snug::server {

store::trouble load_book(store::engine& rows, transport::access_book& into) {
  auto view = rows.open_snapshot();
  if (!view) return view.error();
  for (unsigned partition = 0; partition < model::partition_count; ++partition) {
    std::string after;
    for (bool whole = false; !whole;) {
      if (auto failed = (*view)->renew()) return failed;
      whole = into.load(**view, partition, after);
      (*view)->reset();
    }
  }
  return std::nullopt;
}

} // namespace snug::server
