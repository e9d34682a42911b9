#pragma once
#include "actors/facets/facet.hpp"
#include "actors/facets/state_record.hpp"
#include "actors/facets/state_tables.hpp"
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::facets {

/// Decides one command that changes the shared state: which keys change, which edits come too late, whether
/// the limits hold, and what leaves the history for it.
class state_edit {
public:
  state_edit(const rule_context& context, const model::row_source& rows);

  [[nodiscard]] model::result<decision> change(state_verb verb, const model::arguments& args);
  [[nodiscard]] model::result<decision> restore(const model::arguments& args);
  [[nodiscard]] model::result<decision> make_snapshot(const model::arguments& args) const;
  [[nodiscard]] model::result<decision> forget_snapshot(const model::arguments& args) const;

private:
  /// What is wanted of a key; an absent value erases.
  using wanted = std::vector<std::pair<std::string_view, model::value>>;
  using refused = std::optional<model::failure>;

  [[nodiscard]] std::int64_t made_at(const model::arguments& args, std::size_t field) const;
  [[nodiscard]] refused add(state_verb verb, std::string_view key, model::value value,
                            const std::optional<std::uint64_t>& base);
  [[nodiscard]] refused fits(std::string_view key, const std::string& value) const;
  [[nodiscard]] refused fits_room() const;
  void weigh(std::string_view key, const std::optional<state_cell>& before, std::string_view value);
  [[nodiscard]] decision done(std::string data, std::string reply) const;
  void trim(decision& made) const;

  const rule_context& context_;
  const model::row_source& rows_;
  const model::kind& kind_;
  state_head head_; ///< as it would be afterwards
  state_changed said_;
  std::uint64_t replaced_bytes_ = 0;
};

/// The reply to a change that record `offset` tells of: the same at once and later, for a repeat.
[[nodiscard]] std::string state_receipt(const model::record& record, std::uint64_t epoch);

/// The version that a name or number stands for; `not_found` where there is no such snapshot, `gone` where
/// the history doesn't reach back to it. Neither given: `now`.
[[nodiscard]] model::result<std::uint64_t> state_version_named(const rule_context& context,
                                                               const model::row_source& rows,
                                                               const model::arguments& args, std::size_t name,
                                                               std::size_t number);

/// 1 to 128 bytes without control characters; the rule that is broken, or nothing.
[[nodiscard]] std::optional<std::string_view> check_state_key(std::string_view key) noexcept;

} // namespace snug::facets
