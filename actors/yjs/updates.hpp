#pragma once
#include "actors/model/result.hpp"
#include "actors/yjs/state_vector.hpp"
#include <span>
#include <string>
#include <string_view>

namespace snug::yjs {

/// How far one update may go.
struct update_limits {
  std::size_t bytes = 16u << 20;
  std::uint64_t structs = 1u << 20;
  std::uint64_t deletions = 1u << 20; ///< ranges
};

/// For what was judged when it came: as one it may be more than any of its parts was.
inline constexpr update_limits no_limits{~std::size_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};

/// What a sound update holds.
struct update_facts {
  std::uint64_t structs = 0; ///< holes are none
  std::uint64_t deletions = 0;
  [[nodiscard]] bool empty() const noexcept { return structs == 0 && deletions == 0; }
};

/// Reads all of it. Refused as `bad_request` or `too_large`, with what is wrong.
[[nodiscard]] model::result<update_facts> check_update(std::string_view update,
                                                       const update_limits& limits = {});

/// What of a sound `update` somebody lacks who knows `known`: structs that are new to them, the first one cut
/// where needed, and every deletion.
[[nodiscard]] std::string diff_update(std::string_view update, const state_vector& known);

/// Sound updates as one, exactly as Yjs writes it. The cost grows with the square of how many there are: for
/// long lists take `struct_store`.
[[nodiscard]] std::string merge_updates(std::span<const std::string_view> updates);

} // namespace snug::yjs
