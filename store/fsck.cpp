#include "store/fsck.hpp"
#include "store/fsck_walk.hpp"

namespace snug::store {

model::result<fsck_report> fsck(engine& rows) {
  const auto so_far = rows.so_far();
  if (!so_far) return so_far.error();
  auto view = rows.open_snapshot();
  if (!view) return view.error();
  if (auto failed = (*view)->renew()) return *failed;
  fsck_walk walk(**view, *so_far);
  const auto failed = rows.walk([&](std::string_view key, std::string_view value, bool intact) {
    walk.row(key, value, intact);
    return true;
  });
  if (failed) return *failed;
  return walk.finish();
}

} // namespace snug::store
