#pragma once
#include "actors/facets/facet.hpp"
#include "actors/yjs/struct_store.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::facets {

/// What a room has of one document: updates as they were gathered, by number, and a snapshot of those before
/// them. Rows of table `document`; updates and the snapshot's parts have rows of their own.
struct document_row {
  std::int64_t made_at = 0;
  std::int64_t changed_at = 0;
  std::uint64_t first = 1; ///< the first update that isn't in the snapshot
  std::uint64_t next = 1;  ///< the number of the next update
  std::uint64_t update_bytes = 0;
  std::uint64_t snapshot_bytes = 0;
  std::uint32_t parts = 0; ///< of the snapshot
  friend bool operator==(const document_row&, const document_row&) = default;
};
[[nodiscard]] std::string encode(const document_row& row);
[[nodiscard]] std::optional<document_row> decode_document(std::string_view value);
[[nodiscard]] std::string document_key(model::key room, std::string_view name);
[[nodiscard]] std::string_view document_name_in(std::string_view key) noexcept;

[[nodiscard]] std::string document_update_key(model::key room, std::string_view name, std::uint64_t number);
[[nodiscard]] std::string document_snapshot_key(model::key room, std::string_view name, std::uint32_t part);
/// The value of both.
[[nodiscard]] std::string encode_document_bytes(std::string_view bytes);
[[nodiscard]] std::optional<std::string_view> decode_document_bytes(std::string_view value);

/// A snapshot is kept in parts of at most so many bytes.
inline constexpr std::size_t document_part_bytes = 64u << 10;

/// A document as the rows have it.
struct stored_document {
  document_row row;
  yjs::struct_store structs;
};
/// Nothing where a row of it is missing, damaged or no sound update, or the time of the snapshot ended it; an
/// empty one where there is no such document.
[[nodiscard]] std::optional<stored_document> read_document(const model::row_source& rows, model::key room,
                                                           std::string_view name);
/// How many documents a room has, counted up to `most`.
[[nodiscard]] std::size_t count_documents(const model::row_source& rows, model::key room, std::size_t most);

/// Silent records that keep the rows: `{document, number, update, hash}` and `{document, upto, bytes,
/// snapshot}`; and the told one `{document}`.
inline constexpr std::string_view document_appended = "document.appended";
inline constexpr std::string_view document_gathered = "document.gathered";
inline constexpr std::string_view document_removed = "document.removed";
/// The rows that follow from such a record; other records are ignored.
void apply_document_record(const model::record& record, model::rows& rows);

} // namespace snug::facets
