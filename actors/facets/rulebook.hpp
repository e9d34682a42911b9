#pragma once
#include "actors/facets/facet.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/model/batch.hpp"
#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>

namespace snug::facets {

/// The kinds of rooms by name. Immutable once built; shared by all threads.
class kinds {
public:
  void add(model::kind kind);
  /// Nothing where there is no such kind; a room whose kind was taken out of the configuration is
  /// `unavailable`.
  [[nodiscard]] const model::kind* find(std::string_view name) const noexcept;
  [[nodiscard]] auto begin() const noexcept { return kinds_.begin(); }
  [[nodiscard]] auto end() const noexcept { return kinds_.end(); }

private:
  std::map<std::string, model::kind, std::less<>> kinds_;
};

/// Rows as changed so far by what hasn't been committed: reads through its changes to the rows below. Changes
/// are kept in order and handed out as data.
class draft final : public model::rows {
public:
  explicit draft(const model::row_source& below)
    : below_(below) {}
  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  void put(std::string key, std::string value) override;
  void erase(std::string key) override;
  void erase_range(std::string first, std::string last) override;

  [[nodiscard]] const std::vector<model::change>& changes() const noexcept { return changes_; }
  [[nodiscard]] std::vector<model::change> take() noexcept;

private:
  const model::row_source& below_;
  std::vector<model::change> changes_;
  std::map<std::string, std::optional<std::string>, std::less<>> overlay_; ///< nothing: erased
  std::vector<std::pair<std::string, std::string>> erased_;
};

/// Heads of logs as the writer knows them, so that a message costs no look-up; forgotten when a group is
/// aborted.
class log_heads {
public:
  /// Reads it from the rows on first use. Nothing where there is no such room.
  [[nodiscard]] log_head* find(const model::row_source& rows, model::key room);
  void forget() noexcept { heads_.clear(); }
  void forget(model::key room) noexcept { heads_.erase(room); }

private:
  std::unordered_map<model::key, log_head> heads_;
};

/// What a durable command came to, as data.
struct verdict {
  model::result<std::string> reply{std::string{}};
  model::key room;
  bool repeat = false; ///< answered from the first time; no records
  std::vector<model::record> records;
  std::vector<model::change> changes; ///< all of one room's or one user's partition
};

/// Who decides durable commands and answers reads, wherever rows are: the journal thread inside its write
/// transaction, a memory-only room on its shard, the reader pool on a snapshot. Const; any thread.
class rulebook {
public:
  explicit rulebook(const kinds& kinds)
    : kinds_(kinds) {}

  /// What the writer hands in with every command.
  struct pen {
    log_heads& heads;
    std::uint64_t& last_commit; ///< counted up, one per record
    std::int64_t wall_ms = 0;
    std::uint64_t new_id = 0; ///< a fresh random id (1..2^53-1): an epoch, should the command begin a log
  };

  /// Room by key or name, then repeat (by user and command id: same content gives the first reply, other
  /// content is `conflict`), standing, permission, the facet's `decide`, numbers, log rows, every facet's
  /// `apply`, the repeat row. A refusal has no changes. Never throws: what a facet throws becomes `internal`.
  [[nodiscard]] verdict execute(const model::command& command, const model::row_source& rows,
                                pen& with) const noexcept;

  /// Read lane: the room's visibility and the permission, then the facet's `read`.
  [[nodiscard]] model::result<std::string> read(const model::command& command, const model::row_source& rows,
                                                std::int64_t wall_ms) const noexcept;

  /// A room as its rows say; `not_found` where there is none.
  [[nodiscard]] model::result<room_facts> room(std::string_view name, const model::row_source& rows) const;

  /// What somebody may do in a room, by member row, kind and access. Somebody who may not even see it gets
  /// nothing.
  [[nodiscard]] static model::permissions may(const model::identity& who, const room_facts& room,
                                              const standing& in_room) noexcept;
  /// The standing that counts: the member row's, or the kind's visitor role in a public room.
  [[nodiscard]] static standing effective(const room_facts& room, const standing& row) noexcept;

  /// Makes a room if there is none of that name (configuration, later `room.create`); false where it was
  /// there.
  bool ensure_room(const room_row& row, model::rows& rows, std::uint64_t new_epoch) const;

  /// Takes the oldest records of `room` that the kind's retention no longer keeps, at most `pieces` of them,
  /// with their repeat rows. Returns how many went; fewer than `pieces` means done.
  std::size_t trim(const room_facts& room, log_head& head, model::rows& rows, std::int64_t wall_ms,
                   std::size_t pieces) const;

private:
  const kinds& kinds_;
};

} // namespace snug::facets
