#include "actors/yjs/delete_set.hpp"
#include "actors/yjs/lib0_writer.hpp"
#include <algorithm>

namespace snug::yjs {

namespace {

/// Calls `each(client, range)` for what stands at the front of `in`.
template <class Each> void walk(lib0_reader& in, Each each) {
  for (auto clients = in.uint(); clients > 0 && in.sound(); --clients) {
    const auto client = in.uint();
    for (auto ranges = in.uint(); ranges > 0 && in.sound(); --ranges) {
      const range r{in.uint(), in.uint()};
      if (!in.sound()) return;
      if (r.length == 0) return in.fail("a deletion of nothing");
      if (r.clock > largest_integer - r.length) return in.fail("a deletion beyond the last clock");
      each(client, r);
    }
  }
}

} // namespace

void read_deletes(lib0_reader& in, delete_set& out) {
  walk(in, [&](std::uint64_t client, range r) { out[client].push_back(r); });
}

std::uint64_t count_deletes(lib0_reader& in) noexcept {
  std::uint64_t n = 0;
  walk(in, [&](std::uint64_t, range) { ++n; });
  return n;
}

void sort_and_join(delete_set& deletes) {
  for (auto& [client, ranges] : deletes) {
    std::ranges::stable_sort(ranges, {}, &range::clock);
    std::size_t last = 0;
    for (std::size_t i = 1; i < ranges.size(); ++i) {
      auto& left = ranges[last];
      const auto& right = ranges[i];
      if (left.clock + left.length >= right.clock)
        left.length = std::max(left.length, right.clock + right.length - left.clock);
      else
        ranges[++last] = right;
    }
    ranges.resize(std::min(ranges.size(), last + 1));
  }
}

void put_deletes(std::string& out, const delete_set& deletes) {
  put_uint(out, deletes.size());
  for (const auto& [client, ranges] : deletes) {
    put_uint(out, client);
    put_uint(out, ranges.size());
    for (const auto& each : ranges) {
      put_uint(out, each.clock);
      put_uint(out, each.length);
    }
  }
}

} // namespace snug::yjs
