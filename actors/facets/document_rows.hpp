#pragma once
#include "actors/facets/facet.hpp"
#include "actors/yjs/struct_store.hpp"
#include <cstdint>
#include <functional>
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
  std::uint32_t parts = 0;   ///< of the snapshot
  std::string language;      ///< what an app says it is written in; may be ""
  std::uint64_t writer = 0;  ///< the Yjs client that the server edits it as; 0: it hasn't yet
  std::uint64_t written = 0; ///< the next clock of that client
  std::uint64_t life = 0;    ///< the epoch of the room's log then: in another one it takes another client

  /// Counts the updates it has had, as they were gathered.
  [[nodiscard]] std::uint64_t revision() const noexcept { return next - 1; }
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
/// The row alone: one that is empty (made_at 0) where there is no such document, nothing where it is damaged.
[[nodiscard]] std::optional<document_row> find_document(const model::row_source& rows, model::key room,
                                                        std::string_view name);
/// Nothing where a row of it is missing, damaged or no sound update, or the time of the snapshot ended it; an
/// empty one where there is no such document.
[[nodiscard]] std::optional<stored_document> read_document(const model::row_source& rows, model::key room,
                                                           std::string_view name);
/// How many documents a room has, counted up to `most`.
[[nodiscard]] std::size_t count_documents(const model::row_source& rows, model::key room, std::size_t most);

/// A named version of a document: a copy of what it was. Rows of table `version`; the copy's parts have rows
/// of their own.
struct version_row {
  std::int64_t at = 0;
  std::string user; ///< who kept it
  std::uint64_t revision = 0;
  std::uint64_t bytes = 0;
  std::uint32_t parts = 0;
  friend bool operator==(const version_row&, const version_row&) = default;
};
[[nodiscard]] std::string encode(const version_row& row);
[[nodiscard]] std::optional<version_row> decode_version(std::string_view value);
[[nodiscard]] std::string version_key(model::key room, std::string_view document, std::string_view version);
[[nodiscard]] std::string version_part_key(model::key room, std::string_view document,
                                           std::string_view version, std::uint32_t part);
/// The update that it was; nothing where a row of it is missing or damaged.
[[nodiscard]] std::optional<std::string> read_version(const model::row_source& rows, model::key room,
                                                      std::string_view document, std::string_view version,
                                                      const version_row& row);
/// Calls `visit(name, row)` for the versions of a document, by name, until it returns false.
void each_version(const model::row_source& rows, model::key room, std::string_view document,
                  const std::function<bool(std::string_view, const version_row&)>& visit);

/// Silent records that keep the rows: `{document, number, update, hash, writer?, written?, life?}`,
/// `{document, upto, bytes, snapshot}` and `{document, version, revision, update}`; and told ones:
/// `{document, language?}` (made, or described anew), `{document, version}` (forgotten), `{document}`
/// (removed).
inline constexpr std::string_view document_appended = "document.appended";
inline constexpr std::string_view document_gathered = "document.gathered";
inline constexpr std::string_view document_version_record = "document.version.kept";
inline constexpr std::string_view document_created = "document.created";
inline constexpr std::string_view document_described = "document.described";
inline constexpr std::string_view document_edited = "document.edited";
inline constexpr std::string_view document_version_created = "document.version.created";
inline constexpr std::string_view document_version_removed = "document.version.removed";
inline constexpr std::string_view document_removed = "document.removed";
/// The rows that follow from such a record; other records are ignored.
void apply_document_record(const model::record& record, model::rows& rows);

} // namespace snug::facets
