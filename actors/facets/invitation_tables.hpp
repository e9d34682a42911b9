#pragma once
#include "actors/facets/event_table.hpp"
#include "actors/facets/replies.hpp"
#include "actors/model/command_table.hpp"

namespace snug::facets {

/// The tables of `invitations`.
inline constexpr std::uint64_t longest_invitation_s = 366ull * 24 * 3'600;
inline constexpr std::size_t most_invited = 32;

inline constexpr model::field invited_role{"role",
                                           model::field_type::choice,
                                           false,
                                           0,
                                           0,
                                           "what they become; editor where not given",
                                           "viewer|editor|host|owner"};
inline constexpr model::field invitation_lasts{"expires_in",
                                               model::field_type::integer,
                                               false,
                                               1,
                                               longest_invitation_s,
                                               "seconds; it doesn't end where not given"};
// The role is the first and the time the second field of whatever invites.
enum invite_field : std::size_t { invite_role, invite_lasts, invite_users };
inline constexpr model::field send_invitation_fields[] = {
    invited_role,
    invitation_lasts,
    {"users", model::field_type::list, true, 1, 16'384, "user ids, at most 32"}};
enum link_field : std::size_t { link_role, link_lasts, link_uses };
inline constexpr model::field link_fields[] = {invited_role,
                                               invitation_lasts,
                                               {"uses", model::field_type::integer, false, 1, 1'000'000,
                                                "how many may come with it; any number where not given"}};
inline constexpr model::field link_answer[] = {
    {"token", model::field_type::text, true, 0, 0, "for invitation.accept; it is told this once"},
    {"link", model::field_type::text, true, 0, 0, "its name, for invitation.list and withdraw"}};
enum withdraw_field : std::size_t { withdraw_user, withdraw_link };
inline constexpr model::field withdraw_fields[] = {
    {"user", model::field_type::text, false, 1, 256, "who isn't invited any more"},
    {"link", model::field_type::text, false, 1, 32, "or the link that doesn't hold any more"}};
inline constexpr model::field accept_fields[] = {
    {"token", model::field_type::text, false, 1, 64, "a link's; not needed by whoever is invited as a user"}};
enum invitation_list_field : std::size_t { invitations_after, invitations_limit };
inline constexpr model::field invitation_list_fields[] = {
    {"after", model::field_type::text, false, 1, 257, "where the page before ended: its next"},
    {"limit", model::field_type::integer, false, 1, 200, "invitations at most; 100 where not given"}};
inline constexpr model::field invitation_list_answer[] = {
    {"invitations", model::field_type::list, true, 0, 0, "{user or link, role, by?, at, expires_at?, uses?}"},
    {"next", model::field_type::text, false, 0, 0, "for the next page; not there on the last"}};
inline constexpr model::field mine_answer[] = {
    {"invitations", model::field_type::list, true, 0, 0, "{room, kind, title, role, by?, at, expires_at?}"}};
enum keep_invitation_field : std::size_t { kept_user, kept_room, kept_role, kept_by, kept_at, kept_until };
inline constexpr model::field keep_invitation_fields[] = {
    {"user", model::field_type::text, true, 1, 256, "who is invited"},
    {"room", model::field_type::integer, true, 0, 0, "the room's key"},
    {"role", model::field_type::choice, true, 0, 0, "what they become; none: not invited any more",
     "none|viewer|editor|host|owner"},
    {"by", model::field_type::text, false, 0, 256, "who invited"},
    {"at", model::field_type::integer, false, 0, 0, "ms since 1970"},
    {"until", model::field_type::integer, false, 0, 0, "ms since 1970"}};

enum invitation_verb : std::uint16_t {
  verb_send_invitation,
  verb_make_link,
  verb_withdraw,
  verb_accept,
  verb_decline,
  verb_keep_invitation,
  verb_list_invitations,
  verb_my_invitations
};
inline constexpr model::command_spec invitation_commands[] = {
    {.name = "invitation.send",
     .fields = send_invitation_fields,
     .needs = model::permission::invite,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/rooms/{room}/invitations",
     .answer = receipt_fields,
     .help = "Invites users; each finds it in the inbox."},
    {.name = "invitation.link",
     .fields = link_fields,
     .needs = model::permission::invite,
     .method = "POST",
     .path = "/rooms/{room}/invitations/links",
     .answer = link_answer,
     .help = "Makes a token that lets in whoever has it."},
    {.name = "invitation.withdraw",
     .fields = withdraw_fields,
     .needs = model::permission::invite,
     .method = "DELETE",
     .path = "/rooms/{room}/invitations",
     .answer = receipt_fields,
     .help = "Takes an invitation back."},
    {.name = "invitation.accept",
     .for_strangers = true,
     .fields = accept_fields,
     .method = "POST",
     .path = "/rooms/{room}/invitations/accept",
     .answer = receipt_fields,
     .help = "Becomes a member as one is invited."},
    {.name = "invitation.decline",
     .for_strangers = true,
     .fields = {},
     .method = "POST",
     .path = "/rooms/{room}/invitations/decline",
     .answer = receipt_fields,
     .help = "Says no to an invitation."},
    {.name = "invitation.keep",
     .in_room = false,
     .fields = keep_invitation_fields,
     .answer = {},
     .help = "Keeps at a user where the user is invited; for the server itself."},
    {.name = "invitation.list",
     .way = model::lane::read,
     .fields = invitation_list_fields,
     .needs = model::permission::invite,
     .method = "GET",
     .path = "/rooms/{room}/invitations",
     .answer = invitation_list_answer,
     .help = "A page of a room's pending invitations."},
    {.name = "invitation.mine",
     .in_room = false,
     .whose = model::about::own_user,
     .way = model::lane::read,
     .fields = {},
     .method = "GET",
     .path = "/invitations",
     .answer = mine_answer,
     .help = "Where one is invited, at most 200."},
};
static_assert(model::sane(invitation_commands));

inline constexpr model::field invited_user_field{"user", model::field_type::text, true, 0,
                                                 0,      "who is invited"};
inline constexpr model::field inviter_field{
    "by", model::field_type::text, false, 0, 0, "who did it; not there where it was the server"};
inline constexpr model::field sent_event[] = {
    invited_user_field,
    {"role", model::field_type::text, true, 0, 0, "what they become"},
    {"title", model::field_type::text, false, 0, 0, "the room's"},
    {"expires_at", model::field_type::integer, false, 0, 0, "ms since 1970"},
    inviter_field};
inline constexpr model::field withdrawn_event[] = {invited_user_field, inviter_field};
inline constexpr model::field declined_event[] = {invited_user_field};
inline constexpr model::field received_event[] = {
    {"room", model::field_type::text, true, 0, 0, "where to"},
    {"kind", model::field_type::text, true, 0, 0, "the room's"},
    {"role", model::field_type::text, true, 0, 0, "what one becomes"},
    {"title", model::field_type::text, false, 0, 0, "the room's"},
    {"expires_at", model::field_type::integer, false, 0, 0, "ms since 1970"},
    inviter_field};
inline constexpr event_spec invitation_events[] = {
    {"invitation.sent", true, sent_event, "Somebody was invited."},
    {"invitation.withdrawn", true, withdrawn_event, "Somebody isn't invited any more."},
    {"invitation.declined", true, declined_event, "Somebody said no."},
    {"invitation.received", true, received_event, "In one's inbox: one is invited."},
};
static_assert(sane(invitation_events));

} // namespace snug::facets
