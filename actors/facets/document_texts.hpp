#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// Answers of the read lane: what stands in documents and in what was kept of them.

/// `document.text`.
[[nodiscard]] model::result<std::string>
read_document_text(const rule_context& context, const model::arguments& args, const model::row_source& rows);
/// `document.version.list`.
[[nodiscard]] model::result<std::string> list_versions(const rule_context& context, std::string_view document,
                                                       const model::row_source& rows);
/// `document.version.get`.
[[nodiscard]] model::result<std::string> read_document_version(const rule_context& context,
                                                               const model::arguments& args,
                                                               const model::row_source& rows);

} // namespace snug::facets
