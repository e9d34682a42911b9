#pragma once
#include "actors/facets/documents.hpp"
#include "actors/yjs/document_editor.hpp"
#include <optional>

namespace snug::facets {

/// Editing documents by command: decided on the journal's thread like everything durable, so what can be
/// edited so is bounded (`max_document_text`, `most_steps`). What comes of it is an update like any other,
/// written as a Yjs client of the server's own.
[[nodiscard]] model::result<decision> decide_document_edit(document_verb verb, const rule_context& context,
                                                           const model::arguments& args,
                                                           const model::row_source& rows);

/// The name a text has in a document: `wanted`, or the only one there is, or `text` where there is none.
/// `bad_request` where there are several.
[[nodiscard]] model::result<std::string> document_root(const yjs::integration& document,
                                                       std::string_view wanted);
/// `[{retain} | {insert} | {delete}]`; nothing where it is none.
[[nodiscard]] std::optional<yjs::text_delta> read_delta(const model::value& list);
void pack_delta(model::packer& out, const yjs::text_delta& delta);

/// What is answered where rows don't hold a document, and where they can't be read.
[[nodiscard]] model::failure no_such_document();
[[nodiscard]] model::failure unreadable_document();
[[nodiscard]] model::failure no_such_version();
/// Nothing where a room may have another document.
[[nodiscard]] std::optional<model::failure> one_document_too_many(const rule_context& context,
                                                                  const model::row_source& rows);

} // namespace snug::facets
