#pragma once
#include "actors/facets/draft.hpp"
#include "actors/facets/facet.hpp"
#include "actors/facets/guess_guard.hpp"
#include "actors/facets/kinds.hpp"
#include "actors/facets/log_heads.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/model/batch.hpp"
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace snug::facets {

/// What a durable command came to, as data.
struct verdict {
  model::result<std::string> reply{std::string{}};
  model::key room;            ///< or, for a command without a room, the owner of a user's rows (counter 0)
  bool repeat = false;        ///< answered from the first time; no records
  std::uint64_t repeated = 0; ///< of a repeat that was answered: the offset the first time got
  std::vector<model::record> records;
  std::vector<model::change> changes; ///< all of one room's or one user's partition
  std::vector<model::command> behind; ///< what follows for other owners: to be carried out right behind it
};

/// Who decides durable commands and answers reads, wherever rows are: the journal thread inside its write
/// transaction, a memory-only room on its shard, the reader pool on a snapshot. Const; any thread.
class rulebook {
public:
  explicit rulebook(const kinds& kinds)
    : kinds_(&kinds) {}

  /// From now on rooms are looked up with `next`. The former kinds stay where they are as long as this lives:
  /// whoever took a kind keeps it. Any thread.
  void replace(const kinds& next) noexcept { kinds_.store(&next, std::memory_order_release); }

  /// What the writer hands in with every command.
  struct pen {
    log_heads& heads;
    std::uint64_t& last_commit; ///< counted up, one per record
    std::int64_t wall_ms = 0;   ///< ms since 1970
    std::uint64_t new_id = 0;   ///< a fresh random id (1..2^53-1): an epoch, should the command begin a log
    std::array<std::uint64_t, 2> fresh = {}; ///< random, for names and tokens
    std::string_view secret = {};            ///< the store's own
    guess_guard* guesses = nullptr;          ///< counts wrong codes; nothing: they aren't counted
    std::int64_t steady_ms = 0;              ///< for `guesses`
  };

  /// A command in a room: room by key or name, then repeat (by user and command id: same content gives the
  /// first reply, other content is `conflict`), standing, permission, the facet's `decide`, numbers, log
  /// rows, every facet's `apply`, the repeat row, what follows for others. A command about a room that its
  /// facet names (`found`) makes it where it isn't there. A refusal has no changes. Never throws: what a
  /// facet throws becomes `internal`.
  [[nodiscard]] verdict execute(const model::command& command, const model::row_source& rows,
                                pen& with) const noexcept;

  /// Read lane: the room's visibility and the permission, then the facet's `read`.
  [[nodiscard]] model::result<std::string> read(const model::command& command, const model::row_source& rows,
                                                std::int64_t wall_ms) const noexcept;

  /// A room as its rows say; `not_found` where there is none.
  [[nodiscard]] model::result<room_facts> room(std::string_view name, const model::row_source& rows) const;

  /// True where a name rule makes a room of this name when somebody joins it.
  [[nodiscard]] bool may_begin(std::string_view name) const noexcept {
    return known_kinds().by_name(name) != nullptr;
  }

  /// What somebody may do in a room, by member row, kind and access. Somebody who may not even see it gets
  /// nothing.
  [[nodiscard]] static model::permissions may(const model::identity& who, const room_facts& room,
                                              const standing& in_room) noexcept;
  /// The command's fields, held to its table row.
  [[nodiscard]] static model::result<model::arguments> arguments_of(const model::command& command);
  /// Whether a command takes anything from the user its field "user" names, whose member row is `row`.
  [[nodiscard]] static bool takes_away(const model::command& command, const standing& row);
  /// Why somebody may not do what `needs` says, or nothing where they may. Somebody who may not even see the
  /// room is told that there is none.
  [[nodiscard]] static std::optional<model::failure> refusal(const model::identity& who,
                                                             const room_facts& room, const standing& in_room,
                                                             model::permission needs);
  /// The standing that counts: the member row's, the role that the token grants, or the kind's visitor role
  /// in a public room, whichever is highest. A ban stands against all of them, and muted is muted.
  [[nodiscard]] static standing effective(const model::identity& who, const room_facts& room,
                                          const standing& row) noexcept;

  /// Makes a room if there is none of that name, its log's first life being `new_epoch` (rooms of the
  /// configuration); false where it was there.
  bool ensure_room(const room_row& row, model::rows& rows, std::uint64_t new_epoch) const;

  /// Takes the oldest records of `room` that the kind's retention no longer keeps, at most `pieces` of them,
  /// with their repeat rows. Returns how many went; fewer than `pieces` means done.
  std::size_t trim(const room_facts& room, log_head& head, model::rows& rows, std::int64_t wall_ms,
                   std::size_t pieces) const;

private:
  [[nodiscard]] const kinds& known_kinds() const noexcept { return *kinds_.load(std::memory_order_acquire); }
  [[nodiscard]] model::result<room_facts> facts(const model::command& command,
                                                const model::row_source& rows) const;
  [[nodiscard]] model::result<room_facts> facts(model::key room, const model::row_source& rows) const;
  [[nodiscard]] verdict in_room(const model::command& command, const model::arguments& args,
                                const model::row_source& rows, pen& with) const;
  [[nodiscard]] verdict in_known_room(room_facts& room, const model::command& command,
                                      const model::arguments& args, const model::row_source& rows,
                                      pen& with) const;
  [[nodiscard]] verdict in_new_room(const model::command& command, const model::arguments& args,
                                    const model::row_source& rows, pen& with) const;
  [[nodiscard]] verdict without_room(const model::command& command, const model::arguments& args,
                                     const model::row_source& rows, pen& with) const;

  std::atomic<const kinds*> kinds_;
};

} // namespace snug::facets
