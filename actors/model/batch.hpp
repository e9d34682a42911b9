#pragma once
#include "actors/model/key.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace snug::model {

/// One change of rows. `value` is the value for `put`, the (exclusive) end for `erase_range`, unused for
/// `erase`.
struct change {
  enum class what : std::uint8_t { put = 1, erase = 2, erase_range = 3 };
  what does = what::put;
  std::string key;
  std::string value;
  friend bool operator==(const change&, const change&) = default;
};

/// What leaves a transaction as data: the changes, in order, of rows of one owner's partition. Applied in
/// order to an empty store, all batches ever committed give the same bytes; a cluster streams them to its
/// copies.
struct batch {
  unsigned partition = 0;
  std::vector<change> changes;
};

} // namespace snug::model
