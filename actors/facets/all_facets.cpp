#include "actors/facets/access.hpp"
#include "actors/facets/chat_log.hpp"
#include "actors/facets/documents.hpp"
#include "actors/facets/facet.hpp"
#include "actors/facets/figures.hpp"
#include "actors/facets/free_events.hpp"
#include "actors/facets/hooks.hpp"
#include "actors/facets/invitations.hpp"
#include "actors/facets/marks.hpp"
#include "actors/facets/members.hpp"
#include "actors/facets/memberships.hpp"
#include "actors/facets/presence.hpp"
#include "actors/facets/room_lists.hpp"
#include "actors/facets/rooms.hpp"
#include "actors/facets/schedule.hpp"
#include "actors/facets/sessions.hpp"
#include "actors/facets/shared_state.hpp"
#include <array>

namespace snug::facets {

std::span<const facet> all_facets() noexcept {
  static const std::array all{chat_log_facet(), members_facet(),      presence_facet(),   free_events_facet(),
                              sessions_facet(), rooms_facet(),        room_lists_facet(), memberships_facet(),
                              marks_facet(),    invitations_facet(),  access_facet(),     figures_facet(),
                              schedule_facet(), shared_state_facet(), documents_facet(),  hooks_facet()};
  return all;
}

} // namespace snug::facets
