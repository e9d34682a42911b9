#pragma once
#include "actors/facets/facet.hpp"

namespace snug::facets {

/// Yjs documents of a room: several, by name. Updates are merged and kept without integrating them
/// (actors/yjs). Editing is live: an update is told at once, gathered, and on disk two seconds later at most;
/// clients bring what was lost when they come back.
class documents final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
  /// Lists, exports, texts and versions.
  [[nodiscard]] model::result<std::string> read(const rule_context& context, const model::command& command,
                                                const model::arguments& args,
                                                const model::row_source& rows) const override;
};

/// Places of the commands in the facet's table, in its order.
enum class document_verb : std::uint16_t {
  open,
  close,
  sync,
  update,
  awareness,
  list,
  take,
  text,
  create,
  describe,
  set_text,
  edit,
  import,
  version_create,
  version_list,
  version_get,
  version_restore,
  version_remove,
  remove,
  append,
  gather
};
/// Names of the fields that live commands and events have; the dialect of Yjs knows them too.
inline constexpr std::string_view document_updated_event = "document.updated";
inline constexpr std::string_view document_synced_event = "document.synced";
inline constexpr std::string_view document_state_event = "document.state";
inline constexpr std::string_view document_awareness_event = "document.awareness";
inline constexpr std::string_view document_closed_event = "document.closed";
inline constexpr std::string_view document_saved_event = "document.saved";

[[nodiscard]] const facet& documents_facet() noexcept;

} // namespace snug::facets
