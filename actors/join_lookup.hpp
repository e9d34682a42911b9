#pragma once
#include "actors/handles.hpp"
#include "actors/shard_actors.hpp"

namespace snug::actors {

/// Reads, on the reader pool, what a session must know to come into a room or speak to it, and sends it a
/// `located_room`. A room that isn't there and one that `who` may not see get the same answer.
void submit_lookup(const environment& env, const std::string& room_name, const model::identity_ptr& who,
                   const session_handle& session);

/// Reads which rooms `who` comes into by itself; `session` is sent `own_rooms`.
void submit_own_rooms(const environment& env, const model::identity_ptr& who, const session_handle& session);

/// Reads the rooms that the session of `who` comes back to: it is sent `recalled_rooms`.
void submit_recall(const environment& env, const model::identity_ptr& who, const comeback& back,
                   const session_handle& session);

/// The same for the room of an HTTP request's command: the desk is sent a `located_command`.
void submit_lookup(const environment& env, model::command command, const http_desk_handle& desk);

} // namespace snug::actors
