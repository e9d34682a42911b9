#pragma once
#include "actors/model/command.hpp"
#include "actors/model/command_table.hpp"

namespace snug::actors {

/// The lane a command takes: its table row's, or durable where the field named `durable_if` is true.
[[nodiscard]] model::lane lane_of(const model::command& command) noexcept;

/// True where nobody has this command carried out before its room is known: it is looked up once per session.
[[nodiscard]] bool wants_place(const model::command& command) noexcept;

/// True where a durable command goes to the room first, if it is awake: it may take something away from
/// somebody, or wants what a view holds back to be written before it.
[[nodiscard]] bool by_the_room(const model::command& command) noexcept;

/// The table row of a command.
[[nodiscard]] const model::command_spec& spec_of(const model::command& command) noexcept;

/// What is answered where the store can't be read.
[[nodiscard]] model::failure store_is_unreadable();

} // namespace snug::actors
