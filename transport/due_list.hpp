#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <vector>

namespace snug::transport {

/// What has to be looked at when, so that nobody goes over all there is to find the few that are due. Holds
/// keys, not things: whoever is told finds the thing, or that it is gone. Nothing is ever taken out, and a
/// deadline that moves away costs nothing: the thing is looked at at the earlier time and says when next.
/// Times are steady ms. One thread.
template <class Key> class due_list {
public:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  /// Has `key` told at `due` or earlier. `watched` is the thing's own note of when that is, `never` at first.
  void watch(const Key& key, std::int64_t due, std::int64_t& watched) {
    if (due >= watched) return;
    watched = due;
    all_.push({due, key});
  }

  /// When the next is due, at the earliest.
  [[nodiscard]] std::int64_t first() const noexcept { return all_.empty() ? never : all_.top().due; }

  /// Calls `look(key, due)` for what is due at `now`. A thing whose note isn't `due` was told meanwhile and
  /// is left alone; else its note becomes `never`, and it is watched anew. `look` may watch: what is due
  /// already comes with the next call.
  template <class Look> void advance(std::int64_t now, Look&& look) {
    while (first() <= now) {
      late_.push_back(all_.top());
      all_.pop();
    }
    for (const auto& e : late_)
      look(e.key, e.due);
    late_.clear();
  }

private:
  struct entry {
    std::int64_t due;
    Key key;
    friend bool operator>(const entry& a, const entry& b) noexcept { return a.due > b.due; }
  };

  std::priority_queue<entry, std::vector<entry>, std::greater<>> all_;
  std::vector<entry> late_; ///< being told
};

} // namespace snug::transport
