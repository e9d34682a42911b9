#pragma once
#include "actors/yjs/lib0_reader.hpp"
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace snug::yjs {

/// Clocks from `clock` on; `length` of them, at least 1.
struct range {
  std::uint64_t clock = 0;
  std::uint64_t length = 0;
  friend bool operator==(const range&, const range&) = default;
};

/// What an update says is deleted: per client, the highest first as they are written, ranges in the order
/// read.
using delete_set = std::map<std::uint64_t, std::vector<range>, std::greater<>>;

/// Adds what stands at the front of `in` to `out`. Stops where `in` isn't sound.
void read_deletes(lib0_reader& in, delete_set& out);
/// The same, keeping nothing: how many ranges there are.
[[nodiscard]] std::uint64_t count_deletes(lib0_reader& in) noexcept;
/// Puts ranges in order and joins those that touch or overlap.
void sort_and_join(delete_set& deletes);
void put_deletes(std::string& out, const delete_set& deletes);

} // namespace snug::yjs
