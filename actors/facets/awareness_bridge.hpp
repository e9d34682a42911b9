#pragma once
#include "actors/facets/facet.hpp"
#include "actors/yjs/awareness.hpp"
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace snug::facets {

/// Between presence and what y-protocols calls awareness (docs/documents.md): what editors of a document say
/// of themselves is shown in the room's presence, and what others in the room show of themselves who look at
/// the document stands among its awareness states. Knows no document, only names; connections by number.
class awareness_bridge {
public:
  /// A connection said something in a document. What presence is to show of it now; nothing where that is
  /// what it shows already.
  [[nodiscard]] std::optional<showing> spoke(const model::return_address& who, std::uint64_t session,
                                             std::string_view document, const yjs::awareness& people);
  /// Its states in the document are gone, or it has it open no more.
  [[nodiscard]] std::optional<showing> silent(const model::return_address& who, std::string_view document);
  /// It has gone. Returns the document it looked at as somebody who shows what they do; "": none.
  [[nodiscard]] std::string left(std::uint64_t connection);
  [[nodiscard]] bool speaks(std::uint64_t connection, std::string_view document) const;

  /// Somebody who said in presence what they show.
  struct guest {
    std::string document; ///< that they look at
    std::string user;
    std::uint64_t client = 0;
    std::string state; ///< JSON
  };
  /// What it shows from now on; nothing where it looks at no document.
  const guest* looks(const occupant& who, std::string_view shown);
  [[nodiscard]] const guest* find(std::uint64_t connection) const;
  /// Calls `each(connection, guest)` for those who look at a document.
  template <class Each> void guests_of(std::string_view document, Each each) const {
    for (const auto& [connection, who] : guests_)
      if (who.document == document) each(connection, who);
  }
  /// The awareness client of a session that doesn't speak for itself: beyond what Yjs picks.
  [[nodiscard]] static std::uint64_t client_of(std::uint64_t session) noexcept;

private:
  struct speaker {
    std::string document;
    std::string state;
  };
  std::map<std::uint64_t, speaker> speakers_; ///< by connection; the document they spoke in last
  std::map<std::uint64_t, guest> guests_;
};

} // namespace snug::facets
