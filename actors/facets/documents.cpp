#include "actors/facets/documents.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/document_rows.hpp"
#include "actors/facets/documents_view.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/replies.hpp"
#include "actors/yjs/integration.hpp"

namespace snug::facets {

using model::error_code;
using model::field;
using model::field_type;
using model::lane;

namespace {

constexpr std::uint64_t most_bytes = 16u << 20;

constexpr field name_field{"document", field_type::text, true, 1, 128, "its name in the room"};
constexpr field which_field{
    "document", field_type::text, false, 1, 128, "its name; where not given, the one opened last"};
constexpr field update_field{"update", field_type::bytes, true,
                             2,        most_bytes,        "Yjs's update format, version 1"};
constexpr field state_field{"state", field_type::bytes, true, 1, 1u << 20, "Yjs's state vector"};
constexpr field awareness_field{"update", field_type::bytes, false,
                                1,        1u << 18,          "an awareness update of y-protocols"};

constexpr field name_fields[] = {name_field};
constexpr field which_fields[] = {which_field};
constexpr field sync_fields[] = {which_field, state_field};
constexpr field update_fields[] = {which_field, update_field};
constexpr field awareness_fields[] = {which_field, awareness_field};
constexpr field append_fields[] = {name_field, update_field};
constexpr field gather_fields[] = {
    name_field,
    {"upto", field_type::integer, true, 1, 1ull << 53, "the last update that is in it"},
    {"bytes", field_type::integer, true, 0, 1ull << 53, "how many bytes those updates have"},
    {"snapshot", field_type::bytes, true, 2, 1ull << 30, "all of them as one"},
};
constexpr field list_answer[] = {
    {"documents", field_type::list, true, 0, 0, "{document, made_at, changed_at, bytes}"}};
constexpr field text_fields[] = {
    name_field,
    {"root", field_type::text, false, 1, 128,
     "the name that the text has in it; only where it has several roots"},
};
constexpr field text_answer[] = {
    name_field,
    {"root", field_type::text, true, 0, 0, "the name of the text"},
    {"text", field_type::text, true, 0, 0, "what stands in it; empty where that is no text"},
};
constexpr field take_answer[] = {name_field, update_field, state_field};

constexpr model::command_spec table[] = {
    {.name = "document.open",
     .way = lane::live,
     .fields = name_fields,
     .needs = model::permission::read,
     .answer = name_fields,
     .help =
         "Listens to a document. Its `document.state` and `document.awareness` follow, then what is edited."},
    {.name = "document.close",
     .way = lane::live,
     .fields = which_fields,
     .needs = model::permission::read,
     .answer = {},
     .help = "Listens no more; the connection's awareness states go."},
    {.name = "document.sync",
     .way = lane::live,
     .fields = sync_fields,
     .needs = model::permission::read,
     .answer = {},
     .help = "Asks for what somebody lacks who knows `state`: a `document.synced` follows."},
    {.name = "document.update",
     .way = lane::live,
     .fields = update_fields,
     .needs = model::permission::publish,
     .answer = {},
     .help = "Edits a document that was opened. Others are told at once; it is on disk two seconds later at "
             "most."},
    {.name = "document.awareness",
     .way = lane::live,
     .fields = awareness_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::signal,
     .answer = {},
     .help = "Says where one points and who one is; without an update, asks for what others say."},
    {.name = "document.list",
     .way = lane::read,
     .fields = {},
     .needs = model::permission::read,
     .method = "GET",
     .path = "/rooms/{room}/documents",
     .answer = list_answer,
     .help = "The documents of a room that have been edited, as they are on disk."},
    {.name = "document.export",
     .way = lane::read,
     .fields = name_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/documents/{document}",
     .answer = take_answer,
     .help = "A document as one update, as it is on disk."},
    {.name = "document.text",
     .way = lane::read,
     .fields = text_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/documents/{document}/text",
     .answer = text_answer,
     .help = "What stands in a text of a document, as it is on disk, without formats."},
    {.name = "document.remove",
     .fields = name_fields,
     .needs = model::permission::manage_room,
     .method = "DELETE",
     .path = "/rooms/{room}/documents/{document}",
     .answer = receipt_fields,
     .help = "Removes a document for good; whoever edits it is told `document.closed`."},
    {.name = "document.append",
     .fields = append_fields,
     .answer = {},
     .help = "Keeps gathered updates; for the server itself."},
    {.name = "document.gather",
     .fields = gather_fields,
     .answer = {},
     .help = "Keeps updates as one in place of several; for the server itself."},
};
static_assert(model::sane(table));

constexpr field updated_event[] = {name_field, update_field};
constexpr field state_event[] = {name_field, state_field};
constexpr field awareness_event[] = {name_field, awareness_field};
constexpr field closed_event[] = {name_field, {"reason", field_type::text, true, 0, 0, "why"}};
constexpr event_spec events[] = {
    {document_updated_event, false, updated_event, "Somebody edited a document; to those who opened it."},
    {document_synced_event, false, updated_event, "What `document.sync` asked for."},
    {document_state_event, false, state_event,
     "What the server knows of a document that was opened: send what it lacks as `document.update`."},
    {document_awareness_event, false, awareness_event, "What somebody says of themselves in a document."},
    {document_closed_event, false, closed_event, "A document can't be edited any more."},
    {document_removed, true, name_fields, "A document was removed."},
};
static_assert(sane(events));

model::failure only_the_server() { return refuse(error_code::forbidden, "only the server may do this"); }

model::failure no_such_document() {
  return refuse(error_code::not_found, "there is no such document", "document");
}

std::optional<document_row> find(const rule_context& context, std::string_view name,
                                 const model::row_source& rows) {
  const auto value = rows.get(document_key(context.room.key, name));
  return value ? decode_document(*value) : std::nullopt;
}

model::result<decision> append(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto name = args.text(0);
  const auto update = args.at[1].bytes().value_or("");
  const auto row = find(context, name, rows);
  if (!row && rows.get(document_key(context.room.key, name)))
    return refuse(error_code::internal, "the document can't be read");
  if (!row && count_documents(rows, context.room.key, documents::most) == documents::most)
    return refuse(error_code::too_large, "a room may have " + std::to_string(documents::most) + " documents");
  model::packer data;
  data.map(4).text("document").text(name).text("number").uint(row ? row->next : 1);
  data.text("update").bytes(update).text("hash").uint(content_hash(name, update));
  return decision{{{std::string(document_appended), std::move(data).str(), false}}, empty_reply()};
}

/// Replaces only what is there just so: what was appended meanwhile stays.
model::result<decision> gather(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto row = find(context, args.text(0), rows);
  const auto upto = args.uint(1);
  if (!row || upto < row->first || upto >= row->next) return decision{{}, empty_reply()};
  model::packer data;
  data.map(4).text("document").text(args.text(0)).text("upto").uint(upto).text("bytes").uint(args.uint(2));
  data.text("snapshot").bytes(args.at[3].bytes().value_or(""));
  return decision{{{std::string(document_gathered), std::move(data).str(), false}}, empty_reply()};
}

model::result<decision> remove(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  if (!rows.get(document_key(context.room.key, args.text(0)))) return no_such_document();
  return decision{{{std::string(document_removed),
                    model::packer{}.map(1).text("document").text(args.text(0)).str(), true}},
                  receipt(context)};
}

std::string listed(const rule_context& context, const model::row_source& rows) {
  model::packer all;
  std::uint32_t count = 0;
  const auto room = context.room.key;
  rows.scan(document_key(room, ""), model::row_key::end_of(room, model::table::document),
            model::row_source::order::up, [&](std::string_view key, std::string_view value) {
              const auto row = decode_document(value);
              if (!row) return true;
              all.map(4).text("document").text(document_name_in(key)).text("made_at").integer(row->made_at);
              all.text("changed_at").integer(row->changed_at);
              all.text("bytes").uint(row->update_bytes + row->snapshot_bytes);
              return ++count < documents::most;
            });
  return model::packer{}.map(1).text("documents").array(count).str() + all.str();
}

model::result<std::string> exported(const rule_context& context, std::string_view name,
                                    const model::row_source& rows) {
  if (!rows.get(document_key(context.room.key, name))) return no_such_document();
  const auto stored = read_document(rows, context.room.key, name);
  if (!stored) return refuse(error_code::unavailable, "the document can't be read");
  std::string state;
  yjs::put_state_vector(state, stored->structs.state());
  model::packer p;
  p.map(3).text("document").text(name).text("update").bytes(stored->structs.everything());
  p.text("state").bytes(state);
  return std::move(p).str();
}

model::result<std::string> text_of(const rule_context& context, const model::arguments& args,
                                   const model::row_source& rows) {
  const auto name = args.text(0);
  if (!rows.get(document_key(context.room.key, name))) return no_such_document();
  const auto stored = read_document(rows, context.room.key, name);
  if (!stored) return refuse(error_code::unavailable, "the document can't be read");
  const yjs::integration whole(stored->structs);
  const auto roots = whole.roots();
  std::string root(args.text(1));
  if (root.empty()) {
    if (roots.size() > 1) {
      std::string all;
      for (const auto& each : roots)
        all += (all.empty() ? "" : ", ") + each;
      return refuse(error_code::bad_request, "root must say which: " + all, "root");
    }
    root = roots.empty() ? "" : roots.front();
  }
  model::packer p;
  p.map(3).text("document").text(name).text("root").text(root).text("text").text(whole.text(root));
  return std::move(p).str();
}

std::unique_ptr<view> make_view(const room_facts& room) { return std::make_unique<documents_view>(room.key); }

} // namespace

std::span<const model::command_spec> documents::commands() const noexcept { return table; }

model::result<decision> documents::decide(const rule_context& context, const model::command& command,
                                          const model::arguments& args, const model::row_source& rows) const {
  const auto verb = static_cast<document_verb>(command_registry::get().at(command.verb).place);
  if (verb == document_verb::remove) return remove(context, args, rows);
  if (!context.who.user.empty() || !context.who.admin) return only_the_server();
  return verb == document_verb::append ? append(context, args, rows) : gather(context, args, rows);
}

void documents::apply(const model::record& record, model::rows& rows) const {
  apply_document_record(record, rows);
}

model::result<std::string> documents::read(const rule_context& context, const model::command& command,
                                           const model::arguments& args,
                                           const model::row_source& rows) const {
  const auto verb = static_cast<document_verb>(command_registry::get().at(command.verb).place);
  if (verb == document_verb::list) return listed(context, rows);
  if (verb == document_verb::text) return text_of(context, args, rows);
  return exported(context, args.text(0), rows);
}

const facet& documents_facet() noexcept {
  static const documents judge;
  static const facet row{"documents", &judge, make_view, events};
  return row;
}

} // namespace snug::facets
