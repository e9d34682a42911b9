#pragma once
#include "actors/messages.hpp"
#include <caf/all.hpp>

namespace snug::actors {

// Every actor interface, on one page.

/// A user on one device, while live: who they are, the rooms they are in; sends each command down its lane,
/// and holds back what comes behind a hello or join until that is answered.
using session_handle = caf::typed_actor<caf::reacts_to<client_command>,       //
                                        caf::reacts_to<client_commands>,      //
                                        caf::reacts_to<located_room>,         //
                                        caf::reacts_to<join_answer>,          //
                                        caf::reacts_to<room_standing_notice>, //
                                        caf::reacts_to<seat_answer>,          //
                                        caf::reacts_to<own_rooms>,            //
                                        caf::reacts_to<recalled_rooms>,       //
                                        caf::reacts_to<renewed_identity>,     //
                                        caf::reacts_to<settled_atom>,         //
                                        caf::reacts_to<failed_atom>,          //
                                        caf::reacts_to<replaced_atom>,        //
                                        caf::reacts_to<left_atom>,            //
                                        caf::reacts_to<closed_atom>>;

/// The commands of a shard's HTTP requests: they have no session.
using http_desk_handle = caf::typed_actor<caf::reacts_to<client_command>, //
                                          caf::reacts_to<located_command>>;

/// A room while awake. Reached through its home shard's directory only, so no message meets a dying one.
using room_handle = caf::typed_actor<caf::reacts_to<join_request, session_handle>, //
                                     caf::reacts_to<leave_notice>,                 //
                                     caf::reacts_to<renewal_notice>,               //
                                     caf::reacts_to<room_command>,                 //
                                     caf::reacts_to<room_commands>,                //
                                     caf::reacts_to<seen_records>,                 //
                                     caf::reacts_to<loaded_atom>,                  //
                                     caf::reacts_to<work_done>,                    //
                                     caf::reacts_to<tick_atom>,                    //
                                     caf::reacts_to<anew_atom>,                    //
                                     caf::reacts_to<retire_atom>>;

/// A shard's door: what other shards send to the rooms and sessions whose home it is.
using door_handle = caf::typed_actor<caf::reacts_to<join_request, session_handle>, //
                                     caf::reacts_to<leave_notice>,                 //
                                     caf::reacts_to<renewal_notice>,               //
                                     caf::reacts_to<room_command>,                 //
                                     caf::reacts_to<room_commands>,                //
                                     caf::reacts_to<room_empty>,                   //
                                     caf::reacts_to<session_claim>,                //
                                     caf::reacts_to<session_release>>;

} // namespace snug::actors
