#pragma once
#include "actors/facets/documents.hpp"
#include "actors/facets/replies.hpp"

namespace snug::facets {

/// Commands and events of documents.

inline constexpr std::uint64_t document_most_bytes = 16u << 20;

inline constexpr model::field document_name_field{"document", model::field_type::text, true, 1,
                                                  128,        "its name in the room"};
inline constexpr model::field document_which_field{
    "document", model::field_type::text, false, 1, 128, "its name; where not given, the one opened last"};
inline constexpr model::field document_update_field{
    "update", model::field_type::bytes, true, 2, document_most_bytes, "Yjs's update format, version 1"};
inline constexpr model::field document_state_field{"state",  model::field_type::bytes, true, 1,
                                                   1u << 20, "Yjs's state vector"};
inline constexpr model::field document_awareness_field{
    "update", model::field_type::bytes, false, 1, 1u << 18, "an awareness update of y-protocols"};

inline constexpr model::field document_name_fields[] = {document_name_field};
inline constexpr model::field document_which_fields[] = {document_which_field};
inline constexpr model::field document_sync_fields[] = {document_which_field, document_state_field};
inline constexpr model::field document_update_fields[] = {document_which_field, document_update_field};
inline constexpr model::field document_awareness_fields[] = {document_which_field, document_awareness_field};
/// One update that the server made of many.
inline constexpr std::uint64_t document_most_gathered = 1u << 30;
inline constexpr model::field document_append_fields[] = {
    document_name_field,
    {"update", model::field_type::bytes, true, 2, document_most_gathered, "what editors did, as one"}};
inline constexpr model::field document_gather_fields[] = {
    document_name_field,
    {"upto", model::field_type::integer, true, 1, 1ull << 53, "the last update that is in it"},
    {"bytes", model::field_type::integer, true, 0, 1ull << 53, "how many bytes those updates have"},
    {"snapshot", model::field_type::bytes, true, 2, document_most_gathered, "all of them as one"},
};
inline constexpr model::field document_list_answer[] = {
    {"documents", model::field_type::list, true, 0, 0,
     "{document, made_at, changed_at, bytes, revision, language?}"}};
inline constexpr model::field document_root_field{
    "root",
    model::field_type::text,
    false,
    1,
    128,
    "the name that the text has in it; `text` where it has none yet; only where it has several roots"};
inline constexpr model::field document_base_field{
    "base", model::field_type::bytes, false, 1, 1u << 20, "what `document.text` answered: what was edited"};
inline constexpr model::field document_language_field{
    "language", model::field_type::text, false, 0, 64, "what it is written in, as an app calls it"};
inline constexpr model::field document_revision_field{
    "revision", model::field_type::integer, true, 0, 0, "counts what was written to it, as it was gathered"};
inline constexpr model::field document_version_field{"version", model::field_type::text, true, 1,
                                                     128,       "the version's name"};

inline constexpr model::field document_text_fields[] = {
    document_name_field,
    document_root_field,
    {"since", model::field_type::bytes, false, 1, 1u << 20, "a former `base`: only what was done since"},
};
inline constexpr model::field document_text_answer[] = {
    document_name_field,
    {"root", model::field_type::text, true, 0, 0, "the name of the text"},
    {"text", model::field_type::text, false, 0, 0, "what stands in it; empty where that is no text"},
    {"delta", model::field_type::list, false, 0, 0,
     "in its place where `since` was given and is still known: as in `document.edit`"},
    document_revision_field,
    document_base_field,
    document_language_field,
};
enum create_document_field : std::size_t { create_name, create_text, create_root, create_language };
inline constexpr model::field document_create_fields[] = {
    document_name_field,
    {"text", model::field_type::text, false, 0, document_most_bytes, "what stands in it from the start"},
    document_root_field,
    document_language_field,
};
inline constexpr model::field document_describe_fields[] = {
    document_name_field,
    {"language", model::field_type::text, true, 0, 64, "what it is written in; \"\": nothing is said"},
};
enum set_text_field : std::size_t { set_name, set_text, set_root, set_base };
inline constexpr model::field document_set_text_fields[] = {
    document_name_field,
    {"text", model::field_type::text, true, 0, document_most_bytes, "all that is to stand in it"},
    document_root_field,
    document_base_field,
};
inline constexpr model::field document_edit_fields[] = {
    document_name_field,
    {"delta", model::field_type::list, true, 0, document_most_bytes,
     "{retain: n}, {insert: text} and {delete: n} in order, from the front; in UTF-16 code units"},
    document_root_field,
    document_base_field,
};
inline constexpr model::field document_import_fields[] = {document_name_field, document_update_field,
                                                          document_language_field};
inline constexpr model::field document_version_fields[] = {document_name_field, document_version_field};
inline constexpr model::field document_version_get_fields[] = {document_name_field, document_version_field,
                                                               document_root_field};
inline constexpr model::field document_edit_answer[] = {receipt_fields[0], receipt_fields[1],
                                                        receipt_fields[2], document_revision_field};
inline constexpr model::field document_versions_answer[] = {
    {"versions", model::field_type::list, true, 0, 0, "{version, at, user?, revision, bytes}, by name"}};
inline constexpr model::field document_version_answer[] = {
    document_name_field,
    document_version_field,
    {"at", model::field_type::integer, true, 0, 0, "ms since 1970"},
    {"user", model::field_type::text, false, 0, 0, "who kept it"},
    document_revision_field,
    document_update_field,
    {"text", model::field_type::text, false, 0, 0, "what stood in the text `root`, or in its only one"},
};
inline constexpr model::field document_edited_fields[] = {
    document_name_field,
    document_revision_field,
    {"how", model::field_type::text, true, 0, 0, "create, set_text, edit, import or restore"},
    {"version", model::field_type::text, false, 0, 0, "the version that was restored"},
};
inline constexpr model::field document_described_fields[] = {document_name_field, document_language_field};
inline constexpr model::field document_saved_fields[] = {document_name_field, document_revision_field};

inline constexpr model::field document_take_answer[] = {document_name_field, document_update_field,
                                                        document_state_field};

inline constexpr model::command_spec document_commands[] = {
    {.name = "document.open",
     .way = model::lane::live,
     .fields = document_name_fields,
     .needs = model::permission::read,
     .answer = document_name_fields,
     .help =
         "Listens to a document. Its `document.state` and `document.awareness` follow, then what is edited."},
    {.name = "document.close",
     .way = model::lane::live,
     .fields = document_which_fields,
     .needs = model::permission::read,
     .answer = {},
     .help = "Listens no more; the connection's awareness states go."},
    {.name = "document.sync",
     .way = model::lane::live,
     .fields = document_sync_fields,
     .needs = model::permission::read,
     .answer = {},
     .help = "Asks for what somebody lacks who knows `state`: a `document.synced` follows."},
    {.name = "document.update",
     .way = model::lane::live,
     .fields = document_update_fields,
     .needs = model::permission::publish,
     .answer = {},
     .help = "Edits a document that was opened. Others are told at once; it is on disk two seconds later at "
             "most."},
    {.name = "document.awareness",
     .way = model::lane::live,
     .fields = document_awareness_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::signal,
     .answer = {},
     .help = "Says where one points and who one is; without an update, asks for what others say."},
    {.name = "document.list",
     .way = model::lane::read,
     .fields = {},
     .needs = model::permission::read,
     .method = "GET",
     .path = "/rooms/{room}/documents",
     .answer = document_list_answer,
     .help = "The documents of a room that have been edited, as they are on disk."},
    {.name = "document.export",
     .way = model::lane::read,
     .fields = document_name_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/documents/{document}",
     .answer = document_take_answer,
     .help = "A document as one update, as it is on disk."},
    {.name = "document.text",
     .way = model::lane::read,
     .fields = document_text_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/documents/{document}/text",
     .answer = document_text_answer,
     .help = "What stands in a text of a document, as it is on disk, without formats."},
    {.name = "document.create",
     .behind_view = true,
     .fields = document_create_fields,
     .needs = model::permission::publish,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/rooms/{room}/documents",
     .answer = document_edit_answer,
     .help = "Makes a document that isn't there yet, with a text in it."},
    {.name = "document.describe",
     .behind_view = true,
     .fields = document_describe_fields,
     .needs = model::permission::publish,
     .method = "PATCH",
     .path = "/rooms/{room}/documents/{document}",
     .answer = receipt_fields,
     .help = "Says what a document is written in."},
    {.name = "document.set_text",
     .behind_view = true,
     .fields = document_set_text_fields,
     .needs = model::permission::publish,
     .rate = model::rate_class::heavy,
     .method = "PUT",
     .path = "/rooms/{room}/documents/{document}/text",
     .answer = document_edit_answer,
     .help = "Makes a text this one, in as few edits as it takes. With `base` what others did since stays; "
             "where that can't be told apart any more it is refused with `conflict` and the text as it is."},
    {.name = "document.edit",
     .behind_view = true,
     .fields = document_edit_fields,
     .needs = model::permission::publish,
     .rate = model::rate_class::heavy,
     .method = "PATCH",
     .path = "/rooms/{room}/documents/{document}/text",
     .answer = document_edit_answer,
     .help = "Edits a text as it is on disk or, with `base`, as it was then: what others did since stays."},
    {.name = "document.import",
     .behind_view = true,
     .fields = document_import_fields,
     .needs = model::permission::publish,
     .rate = model::rate_class::heavy,
     .method = "PUT",
     .path = "/rooms/{room}/documents/{document}",
     .answer = document_edit_answer,
     .help = "Takes an update into a document, or makes one of it."},
    {.name = "document.version.create",
     .behind_view = true,
     .fields = document_version_fields,
     .needs = model::permission::publish,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/rooms/{room}/documents/{document}/versions",
     .answer = document_edit_answer,
     .help = "Keeps a document as it is, by a name."},
    {.name = "document.version.list",
     .way = model::lane::read,
     .fields = document_name_fields,
     .needs = model::permission::read,
     .method = "GET",
     .path = "/rooms/{room}/documents/{document}/versions",
     .answer = document_versions_answer,
     .help = "The named versions of a document."},
    {.name = "document.version.get",
     .way = model::lane::read,
     .fields = document_version_get_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/documents/{document}/versions/{version}",
     .answer = document_version_answer,
     .help = "What a document was when it was kept."},
    {.name = "document.version.restore",
     .behind_view = true,
     .fields = document_version_fields,
     .needs = model::permission::publish,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/rooms/{room}/documents/{document}/versions/{version}/restore",
     .answer = document_edit_answer,
     .help = "Edits a document until it is what it was then."},
    {.name = "document.version.remove",
     .fields = document_version_fields,
     .needs = model::permission::publish,
     .method = "DELETE",
     .path = "/rooms/{room}/documents/{document}/versions/{version}",
     .answer = receipt_fields,
     .help = "Forgets a version; those of others only with `manage_room`."},
    {.name = "document.remove",
     .fields = document_name_fields,
     .needs = model::permission::manage_room,
     .method = "DELETE",
     .path = "/rooms/{room}/documents/{document}",
     .answer = receipt_fields,
     .help = "Removes a document for good; whoever edits it is told `document.closed`."},
    {.name = "document.append",
     .fields = document_append_fields,
     .answer = {},
     .help = "Keeps gathered updates; for the server itself."},
    {.name = "document.gather",
     .fields = document_gather_fields,
     .answer = {},
     .help = "Keeps updates as one in place of several; for the server itself."},
};
static_assert(model::sane(document_commands));

inline constexpr model::field document_updated_fields[] = {document_name_field, document_update_field};
inline constexpr model::field document_state_fields[] = {document_name_field, document_state_field};
inline constexpr model::field document_awareness_event_fields[] = {document_name_field,
                                                                   document_awareness_field};
inline constexpr model::field document_closed_fields[] = {
    document_name_field, {"reason", model::field_type::text, true, 0, 0, "why"}};
inline constexpr event_spec document_events[] = {
    {document_updated_event, false, document_updated_fields,
     "Somebody edited a document; to those who opened it."},
    {document_synced_event, false, document_updated_fields, "What `document.sync` asked for."},
    {document_state_event, false, document_state_fields,
     "What the server knows of a document that was opened: send what it lacks as `document.update`."},
    {document_awareness_event, false, document_awareness_event_fields,
     "What somebody says of themselves in a document."},
    {document_closed_event, false, document_closed_fields, "A document can't be edited any more."},
    {document_saved_event, false, document_saved_fields,
     "What was edited so far is on disk, and in what is read from there; to those who opened it."},
    {document_created, true, document_described_fields, "A document was made on purpose, not by editing."},
    {document_described, true, document_described_fields, "A document is written in something else now."},
    {document_edited, true, document_edited_fields, "A document was edited by a command."},
    {document_version_created, true, document_version_fields, "A version of a document was kept."},
    {document_version_removed, true, document_version_fields, "A version of a document was forgotten."},
    {document_removed, true, document_name_fields, "A document was removed."},
};
static_assert(sane(document_events));

} // namespace snug::facets
