#pragma once
#include "actors/facets/facet.hpp"
#include "actors/facets/sessions.hpp"
#include "actors/model/command.hpp"
#include "actors/model/event.hpp"
#include "actors/model/position.hpp"
#include <caf/all.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snug::actors {

// Every message between actors, in one append-only block. They are values: nothing in them is a socket, a
// lock or a handle of this process, so that a later node link can carry them (as one block of bytes: CAF's
// own registry of message types is not used, see docs/architecture.md).

/// How a client whose session keeps its rooms comes back to them.
struct comeback {
  enum class what : std::uint8_t {
    nowhere, ///< it begins anew
    rooms,   ///< it is in its rooms again, and is told what comes
    exactly, ///< it is told what it missed too; where that can't be, it begins anew
  } wanted = what::nowhere;
  std::uint64_t commit = 0; ///< `exactly`: the client has what was committed up to there; 0: nothing yet
};

/// hello, verified at the edge.
struct greeting {
  model::return_address from;    ///< ref: hello's
  model::identity_ptr who;       ///< session id included
  bool resumed = false;          ///< the session is one it had before
  std::string client;            ///< what the client calls itself
  std::int64_t resume_until = 0; ///< when the resume token ends, ms since 1970
  std::string reply;             ///< MessagePack of the answer, given when the session is ready
  bool brings_rooms = false;     ///< comes into the user's own rooms at once
  bool fleeting = false;         ///< nobody resumes it: it has no row
  bool keeps_rooms = false;      ///< its rooms are in its row: it comes back to them
  comeback back = {};            ///< of one that keeps its rooms
};

/// A command on its way.
struct client_command {
  model::command what;
};

/// Several commands of one frame: all durable, one room, one transaction.
struct client_commands {
  std::vector<model::command> together;
};

/// What a snapshot says of a room somebody wants to come into or speak to.
struct located_room {
  std::string name;
  model::result<facets::room_facts> room{model::failure{}};
  facets::standing in_room; ///< the member row
  /// What somebody who isn't in has to do first, if anything helps.
  enum class first : std::uint8_t { nothing, take_seat, begin_room } before = first::nothing;
  std::uint64_t as_of = 0; ///< the snapshot's commit number
};

/// A session asks its way into a room. Carries all that the reply needs: the room answers and subscribes in
/// one step, so that no event falls between what the reply tells and what the subscription brings.
struct join_request {
  model::key room;
  std::string room_name;
  facets::occupant who;           ///< with the member row as its standing
  model::return_address reply_to; ///< nobody: the session came by itself and is told an event
  std::uint64_t epoch = 0;
  std::uint64_t head = 0;       ///< the log's last offset in the snapshot; also where the standing was read
  std::uint64_t as_of = 0;      ///< the snapshot's commit number
  model::resumption resumption; ///< events after `resumption.from` follow
  bool quietly = false;         ///< the client knows that it is in: it isn't told so
};

/// What became of a join. The client was answered, except where the look-up was too old for the room to judge
/// by.
struct join_answer {
  std::string room_name;
  enum class what : std::uint8_t { joined, refused, stale } came = what::refused;
  model::key room;
};

/// A session goes: `for_good` when it said so, else it may be back in a moment.
struct leave_notice {
  model::key room;
  model::return_address address;
  bool for_good = false;
};

/// What a snapshot says of somebody who asks a room something without being in it.
struct outsider {
  facets::standing in_room; ///< the member row
  std::uint64_t head = 0;   ///< the log's last offset in that snapshot
};

/// The same user with another token, on a connection that stays open: to its connection and session.
struct renewed_identity {
  model::identity_ptr who; ///< the session as before
};

/// The same, to a room that the session is in.
struct renewal_notice {
  model::key room;
  model::return_address address;
  model::identity_ptr who;
};

/// A live command, or a durable one that takes something away from somebody, for the room it names.
struct room_command {
  model::command what;
  std::optional<outsider> from_outside = {}; ///< of an HTTP request; else it comes from somebody in the room
};

/// Several durable commands of one frame for one room; one of them at least may take something away.
struct room_commands {
  std::vector<model::command> together;
};

/// Records of a room, after their commit; and what became of the command that carried a hold.
struct seen_records {
  model::key room;
  std::vector<model::record> records;
  std::uint64_t hold = 0;
  bool refused = false;
};

/// The rooms that a user's sessions come into by themselves.
struct own_rooms {
  std::vector<std::string> names;
  bool has_inbox = false;
};

/// The rooms that a session comes back to, as a snapshot knows them.
struct recalled_rooms {
  bool exactly = false; ///< nothing that the client hasn't had is gone
  std::vector<facets::kept_room> rooms;
  std::vector<std::uint64_t>
      stands; ///< `exactly`: where the client stands in each; what comes after it follows
};

/// What became of a command that a session said on its own behalf (a seat in an open room).
struct seat_answer {
  std::uint32_t ticket = 0;
  model::result<std::string> outcome{model::failure{}};
};

/// The room has put a session out, or holds it while the journal decides.
struct room_standing_notice {
  std::string room_name;
  enum class what : std::uint8_t { put_out, held, lifted } now = what::put_out;
};

/// A session id is now served by this session actor; whoever had it before is replaced.
struct session_claim {
  std::uint64_t session = 0;
  caf::strong_actor_ptr by;
};

/// The session actor goes.
struct session_release {
  std::uint64_t session = 0;
  caf::strong_actor_ptr by;
};

/// A command of an HTTP request, with what the look-up of its room found.
struct located_command {
  model::command what;
  located_room where;
};

/// A room without people says how many messages it has handled: where none is under way it may go.
struct room_empty {
  model::key room;
  std::uint64_t handled = 0;
};

/// The work that a view of the room wanted was run on a reader's thread.
struct work_done {
  std::uint64_t number = 0;
};

using settled_atom = caf::atom_constant<caf::atom("settled")>;   ///< the session's home knows who serves it
using replaced_atom = caf::atom_constant<caf::atom("replaced")>; ///< another connection has the session now
using failed_atom = caf::atom_constant<caf::atom("failed")>;     ///< the session's home could not take it
using closed_atom = caf::atom_constant<caf::atom("closed")>;     ///< the socket is gone
using left_atom = caf::atom_constant<caf::atom("left")>;     ///< the client goes, and won't come back to it
using loaded_atom = caf::atom_constant<caf::atom("loaded")>; ///< the room's rows are read
using tick_atom = caf::atom_constant<caf::atom("tick")>;     ///< a view's time has come
using anew_atom = caf::atom_constant<caf::atom("anew")>;     ///< the room may wake anew now
using retire_atom = caf::atom_constant<caf::atom("retire")>; ///< go

} // namespace snug::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::greeting)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::client_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::client_commands)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::located_room)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::join_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::join_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::leave_notice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::room_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::room_commands)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::seen_records)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::room_standing_notice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::session_claim)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::session_release)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::room_empty)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::seat_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::own_rooms)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::located_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::renewed_identity)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::renewal_notice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::work_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(snug::actors::recalled_rooms)
