#include "actors/model/position.hpp"
#include <algorithm>

namespace snug::model {

namespace {

/// The last offset of life `i`: where the next one begins, or the head.
std::uint64_t end_of(const lineage& log, std::size_t i) noexcept {
  return i + 1 < log.lives.size() ? log.lives[i + 1].first - 1 : log.head;
}

} // namespace

resumption resume(const lineage& log, const position& since) {
  const auto life =
      std::find_if(log.lives.begin(), log.lives.end(), [&](const auto& l) { return l.epoch == since.epoch; });
  if (since.epoch == 0 || life == log.lives.end())
    return {log.head, gap{std::min(log.first, log.head), log.head}};

  // What the client has of its life beyond this end was never part of the log as it is now.
  const auto end = end_of(log, static_cast<std::size_t>(life - log.lives.begin()));
  const auto shared = std::min(since.offset, end);
  const auto floor = log.first - 1;
  if (shared == since.offset && shared >= floor) return {shared, std::nullopt};
  return {std::max(shared, floor), gap{shared + 1, std::max(since.offset, floor)}};
}

} // namespace snug::model
