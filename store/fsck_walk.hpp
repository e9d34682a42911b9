#pragma once
#include "actors/facets/log_rows.hpp"
#include "actors/model/table.hpp"
#include "store/fsck.hpp"
#include <optional>

namespace snug::store {

/// One pass of fsck: takes the rows in key order and remembers what it needs of the partition and room it is
/// in.
class fsck_walk {
public:
  /// `rows` answers for rows elsewhere.
  fsck_walk(const model::row_source& rows, const progress& so_far)
    : rows_(rows)
    , so_far_(so_far) {}

  void row(std::string_view key, std::string_view value, bool intact);
  [[nodiscard]] fsck_report finish();

private:
  /// The owner whose rows are coming by.
  struct owner_state {
    model::key key;
    bool has_room_row = false;
    std::optional<facets::lineage_row> lineage;
    std::uint64_t newest = 0; ///< the last offset seen; 0: none yet
    std::uint64_t bytes_so_far = 0;
    std::int64_t at = 0;
    std::uint64_t commit = 0;
    std::uint64_t members = 0;                                       ///< counted
    std::optional<std::uint64_t> size;                               ///< as their row says
    std::uint64_t state_keys = 0, state_bytes = 0, state_newest = 0; ///< of the shared state's cells
    bool broken = false; ///< a damaged record came by: weights and times can't be followed past it
  };

  void problem(std::string what);
  void enter(model::key owner);
  void leave();
  void judge_owner();
  [[nodiscard]] bool in_place(model::key owner, model::table table);
  void read(model::table table, std::string_view key, std::string_view rest, std::string_view value);

  void due_at(std::string_view key);
  void due(std::string_view key, std::string_view value);
  void counter(std::string_view value);
  void name(std::string_view name, std::string_view value);
  void session(std::string_view key, std::string_view value);
  void access(model::table table, std::string_view key, std::string_view rest, std::string_view value);
  void room(std::string_view value);
  void lineage(std::string_view value);
  void member(std::string_view user, std::string_view value);
  void place(std::string_view rest, std::string_view value);
  void state(std::string_view key, std::string_view value);
  void state_head(std::string_view value);
  void listed(std::string_view name, std::string_view value);
  void log(std::string_view key, std::string_view value);
  void follow(const model::record& record);
  void repeat(std::string_view key, std::string_view value);
  void offset(std::string_view rest);

  const model::row_source& rows_;
  const progress so_far_;
  fsck_report report_;
  std::string_view key_; ///< the row being looked at
  owner_state owner_;
  unsigned partition_ = 0;         ///< whose rows come by; its own have the key that `owner_` begins with
  std::uint64_t last_counter_ = 0; ///< of the partition
};

} // namespace snug::store
