#include "actors/facets/documents.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/document_edits.hpp"
#include "actors/facets/document_rows.hpp"
#include "actors/facets/document_tables.hpp"
#include "actors/facets/document_texts.hpp"
#include "actors/facets/documents_view.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/replies.hpp"

namespace snug::facets {

using model::error_code;

namespace {

model::failure only_the_server() { return refuse(error_code::forbidden, "only the server may do this"); }

model::result<decision> append(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto name = args.text(0);
  const auto update = args.at[1].bytes().value_or("");
  const auto row = find_document(rows, context.room.key, name);
  if (!row) return refuse(error_code::internal, "the document can't be read");
  if (row->made_at == 0)
    if (auto why = one_document_too_many(context, rows)) return *std::move(why);
  model::packer data;
  data.map(4).text("document").text(name).text("number").uint(row->next);
  data.text("update").bytes(update).text("hash").uint(content_hash(name, update));
  return decision{{{std::string(document_appended), std::move(data).str(), false}}, empty_reply()};
}

/// Replaces only what is there just so: what was appended meanwhile stays.
model::result<decision> gather(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto row = find_document(rows, context.room.key, args.text(0));
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
              all.map(row->language.empty() ? 5 : 6).text("document").text(document_name_in(key));
              all.text("made_at").integer(row->made_at).text("changed_at").integer(row->changed_at);
              all.text("bytes").uint(row->update_bytes + row->snapshot_bytes);
              all.text("revision").uint(row->revision());
              if (!row->language.empty()) all.text("language").text(row->language);
              return ++count < context.room.kind->max_documents;
            });
  return model::packer{}.map(1).text("documents").array(count).str() + all.str();
}

model::result<std::string> exported(const rule_context& context, std::string_view name,
                                    const model::row_source& rows) {
  if (!rows.get(document_key(context.room.key, name))) return no_such_document();
  const auto stored = read_document(rows, context.room.key, name);
  if (!stored) return unreadable_document();
  std::string state;
  yjs::put_state_vector(state, stored->structs.state());
  model::packer p;
  p.map(3).text("document").text(name).text("update").bytes(stored->structs.everything());
  p.text("state").bytes(state);
  return std::move(p).str();
}

std::unique_ptr<view> make_view(const room_facts& room) {
  return std::make_unique<documents_view>(*room.kind, room.key);
}

} // namespace

std::span<const model::command_spec> documents::commands() const noexcept { return document_commands; }

model::result<decision> documents::decide(const rule_context& context, const model::command& command,
                                          const model::arguments& args, const model::row_source& rows) const {
  const auto verb = static_cast<document_verb>(command_registry::get().at(command.verb).place);
  if (verb == document_verb::remove) return remove(context, args, rows);
  if (verb != document_verb::append && verb != document_verb::gather)
    return decide_document_edit(verb, context, args, rows);
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
  switch (verb) {
  case document_verb::list:
    return listed(context, rows);
  case document_verb::text:
    return read_document_text(context, args, rows);
  case document_verb::version_list:
    return list_versions(context, args.text(0), rows);
  case document_verb::version_get:
    return read_document_version(context, args, rows);
  default:
    return exported(context, args.text(0), rows);
  }
}

const facet& documents_facet() noexcept {
  static const documents judge;
  static const facet row{"documents", &judge, make_view, document_events};
  return row;
}

} // namespace snug::facets
