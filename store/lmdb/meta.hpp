#pragma once
#include "store/lmdb/environment.hpp"
#include "store/ports/engine.hpp"

namespace snug::store {

/// The version of keys and values that this program writes.
inline constexpr std::uint32_t current_schema = 2;

/// The rows of the unnamed database (`store/README.md` has the bytes): which schema, which store, how far.
/// Readers return nothing where the row isn't there or is damaged; writers return LMDB's code, 0 where it
/// went well.
[[nodiscard]] std::optional<std::uint32_t> read_schema(MDB_txn* txn, MDB_dbi meta);
[[nodiscard]] std::optional<identity_card> read_card(MDB_txn* txn, MDB_dbi meta);
[[nodiscard]] std::optional<progress> read_progress(MDB_txn* txn, MDB_dbi meta);
/// The number of the newest journal entry whose rows are here; 0 where there never was one.
[[nodiscard]] std::optional<std::uint64_t> read_settled(MDB_txn* txn, MDB_dbi meta);
/// The number of the newest entry of which some rows may be here; 0 where there never was one.
[[nodiscard]] std::optional<std::uint64_t> read_settling(MDB_txn* txn, MDB_dbi meta);
[[nodiscard]] int write_schema(MDB_txn* txn, MDB_dbi meta, std::uint32_t schema);
[[nodiscard]] int write_card(MDB_txn* txn, MDB_dbi meta, const identity_card& card);
[[nodiscard]] int write_progress(MDB_txn* txn, MDB_dbi meta, const progress& so_far);
[[nodiscard]] int write_settled(MDB_txn* txn, MDB_dbi meta, std::uint64_t number);
[[nodiscard]] int write_settling(MDB_txn* txn, MDB_dbi meta, std::uint64_t number);

/// Puts a value with its checksum into any tree. LMDB's code.
[[nodiscard]] int put_sealed(MDB_txn* txn, MDB_dbi tree, std::string_view key, std::string_view value);

} // namespace snug::store
