#pragma once
#include "actors/model/key.hpp"
#include "actors/model/table.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::facets {

/// A durable event that a back end is to be told of. Its number is the commit number of the silent record
/// that put it there: never used again, and rising in the order in which things became true.
struct hook_row {
  std::string room;
  std::string kind;
  std::string event;
  std::string data; ///< MessagePack; "" is nil
  std::uint64_t epoch = 0, offset = 0;
  std::string user; ///< "": the server
  std::string name; ///< display name
  std::int64_t at = 0;
  std::string id;             ///< of the command that caused it
  std::uint32_t attempts = 0; ///< of a dead one: how often it was tried
  std::string why;            ///< of a dead one: how the last attempt failed
  friend bool operator==(const hook_row&, const hook_row&) = default;
};
[[nodiscard]] std::string encode(const hook_row& row);
[[nodiscard]] std::optional<hook_row> decode_hook(std::string_view value);

/// The rows belong to the server itself.
[[nodiscard]] model::key hook_owner() noexcept;
/// `t` is `hook` or `hook_dead`.
[[nodiscard]] std::string hook_key(model::table t, std::uint64_t number);
[[nodiscard]] std::optional<std::uint64_t> read_hook_key(std::string_view key);

/// Whether `event` is one of `patterns`: names, or beginnings of names followed by `*`.
[[nodiscard]] bool is_hooked(const std::vector<std::string>& patterns, std::string_view event) noexcept;

/// Silent records that keep the rows.
inline constexpr std::string_view hook_queued = "hook.queued";
inline constexpr std::string_view hook_settled = "hook.settled";

/// What becomes of numbers: the data of `hook.settle` and of its record.
struct settlement {
  struct failed {
    std::uint64_t number = 0;
    std::uint32_t attempts = 0;
    std::string why;
  };
  std::vector<std::uint64_t> sent;  ///< delivered: gone
  std::vector<failed> dead;         ///< given up: kept to be looked at
  std::vector<std::uint64_t> again; ///< dead ones that are to be tried anew
  std::vector<std::uint64_t> drop;  ///< dead ones that nobody wants any more

  [[nodiscard]] bool empty() const noexcept {
    return sent.empty() && dead.empty() && again.empty() && drop.empty();
  }
};
/// Numbers in one settlement at most: as many rows as a command may touch.
inline constexpr std::size_t most_settled = 32;
[[nodiscard]] std::string encode(const settlement& what);
[[nodiscard]] settlement decode_settlement(std::string_view data);

} // namespace snug::facets
