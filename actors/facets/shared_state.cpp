#include "actors/facets/shared_state.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/state_edit.hpp"
#include "actors/facets/state_reads.hpp"
#include "actors/facets/state_tables.hpp"
#include "actors/facets/state_writer.hpp"

namespace snug::facets {

namespace {

state_verb verb_of(const model::command& command) {
  return static_cast<state_verb>(command_registry::get().at(command.verb).place);
}

} // namespace

std::span<const model::command_spec> shared_state::commands() const noexcept { return state_commands; }

model::result<decision> shared_state::decide(const rule_context& context, const model::command& command,
                                             const model::arguments& args,
                                             const model::row_source& rows) const {
  state_edit edit(context, rows);
  switch (const auto verb = verb_of(command)) {
  case state_verb::restore:
    return edit.restore(args);
  case state_verb::snapshot:
    return edit.make_snapshot(args);
  case state_verb::forget:
    return edit.forget_snapshot(args);
  default:
    return edit.change(verb, args);
  }
}

void shared_state::apply(const model::record& record, model::rows& rows) const {
  if (!record.name.starts_with("state.")) return;
  if (record.name == state_changed_record)
    state_writer(record, rows).change();
  else if (record.name == state_restored_record)
    state_writer(record, rows).restore();
  else if (record.name == state_made_record)
    state_writer(record, rows).make_snapshot();
  else if (record.name == state_forgotten_record)
    state_writer(record, rows).forget_snapshot();
  else if (record.name == state_trimmed_record)
    state_writer(record, rows).trim();
}

/// Only a change's reply may be too long to be kept beside its id.
std::string shared_state::again(const model::record& first, std::uint64_t epoch) const {
  return state_receipt(first, epoch);
}

model::result<std::string> shared_state::read(const rule_context& context, const model::command& command,
                                              const model::arguments& args,
                                              const model::row_source& rows) const {
  switch (verb_of(command)) {
  case state_verb::history:
    return read_state_history(context, args, rows);
  case state_verb::snapshots:
    return list_state_snapshots(context, rows);
  case state_verb::compare:
    return compare_states(context, args, rows);
  default:
    return read_state(context, args, rows);
  }
}

const facet& shared_state_facet() noexcept {
  static const shared_state judge;
  static const facet row{"shared_state", &judge, nullptr, state_events};
  return row;
}

} // namespace snug::facets
