#pragma once
#include "actors/model/command.hpp"
#include "actors/model/command_table.hpp"

namespace snug::actors {

/// The lane a command takes: its table row's, or durable where the field named `durable_if` is true.
[[nodiscard]] model::lane lane_of(const model::command& command) noexcept;

/// True where nobody has this command carried out before its room is known: it is looked up once per session.
[[nodiscard]] bool wants_place(const model::command& command) noexcept;

/// The table row of a command.
[[nodiscard]] const model::command_spec& spec_of(const model::command& command) noexcept;

/// What is answered where the store can't be read.
[[nodiscard]] model::failure store_is_unreadable();

} // namespace snug::actors
