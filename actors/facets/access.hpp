#pragma once
#include "actors/facets/access_rows.hpp"
#include "actors/facets/facet.hpp"
#include "actors/model/table.hpp"

namespace snug::facets {

/// One row of those who may come in, as the server has it written.
struct access_change {
  std::string user;                        ///< whose partition it is in
  model::table in = model::table::api_key; ///< a table of `access_rows.hpp`, or `session`
  std::string rest;                        ///< of its key, behind owner and table
  std::string value;                       ///< "": it is erased
  friend bool operator==(const access_change&, const access_change&) = default;
};

/// What must be true of the row before, and what to say where it isn't.
struct access_condition {
  enum class what : std::uint8_t { anything, absent, present, same } is = what::anything;
  std::string before; ///< for `same`: its value
  model::failure otherwise;
};

/// A command in the server's own name that makes the change, and answers `reply` (MessagePack; "" is `{}`).
/// Who may have it said is judged by whoever makes it: the identity desk.
[[nodiscard]] model::command access_command(const access_change& change, std::string reply = {},
                                            const access_condition& when = {});

/// What a record says about such a row; nothing for any other record.
[[nodiscard]] std::optional<access_change> access_change_of(const model::record& record);

/// Changes by what they are about.
[[nodiscard]] access_change change_of(const revocation_row& row);
[[nodiscard]] access_change lift_of(const revocation_row& row);
[[nodiscard]] access_change change_of(std::string_view id, const key_row& row);
[[nodiscard]] access_change change_of(std::string_view user, const account_row& row);
[[nodiscard]] access_change change_of(std::uint64_t login, const login_row& row);
[[nodiscard]] access_change erase_of(std::string_view user, model::table in, std::string rest);
/// Eight bytes, big-endian: the rest of a login's or session's key.
[[nodiscard]] std::string number_rest(std::uint64_t number);

/// `access.put` and `access.erase`: rows of those who may come in. Silent: nobody in a room is told.
[[nodiscard]] const facet& access_facet() noexcept;

} // namespace snug::facets
