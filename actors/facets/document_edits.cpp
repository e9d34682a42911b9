#include "actors/facets/document_edits.hpp"
#include "actors/facets/document_rows.hpp"
#include "actors/facets/document_tables.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/model/utf8.hpp"
#include <algorithm>

namespace snug::facets {

using model::error_code;

namespace {

/// Journal time: some tens of ms at the very worst.
constexpr std::uint64_t most_steps = 1'000'000;

/// A document that a command is about, as it is on disk.
struct subject {
  std::string_view name;
  document_row row; ///< made_at 0: there is none yet
  yjs::struct_store structs;
};

/// What a command comes to.
struct outcome {
  std::string update;  ///< "": nothing changes
  document_row writer; ///< who wrote it, where the server did
  std::string_view how;
  std::string_view version = {};
};

model::failure bad_name(std::string_view field) {
  return refuse(error_code::bad_request, std::string(field) + " must have no control characters",
                std::string(field));
}

/// Reads all of it; a document that isn't there is empty.
model::result<subject> read(const rule_context& context, const model::arguments& args,
                            const model::row_source& rows) {
  const auto name = args.text(0);
  if (model::has_control_character(name)) return bad_name("document");
  const auto row = find_document(rows, context.room.key, name);
  if (!row) return unreadable_document();
  if (row->made_at == 0)
    if (auto why = one_document_too_many(context, rows)) return *std::move(why);
  if (row->update_bytes + row->snapshot_bytes > context.room.kind->max_document_text)
    return refuse(error_code::too_large,
                  "a document beyond " + std::to_string(context.room.kind->max_document_text) +
                      " bytes is edited with Yjs only",
                  "document");
  auto stored = read_document(rows, context.room.key, name);
  if (!stored) return unreadable_document();
  return subject{name, std::move(stored->row), std::move(stored->structs)};
}

/// The Yjs client that the server writes as. It is the document's own, so that copies of a document that are
/// edited in several places can still be put together; and another one where the clock isn't where the server
/// left it: after a backup was restored, clients may bring back what it wrote since.
document_row writer_of(const rule_context& context, const subject& about) {
  auto row = about.row;
  const auto state = about.structs.state();
  const auto clock_of = [&](std::uint64_t client) {
    const auto found = state.find(client);
    return found == state.end() ? 0 : found->second;
  };
  const auto life = context.room.log.epoch();
  if (row.writer != 0 && row.life == life && clock_of(row.writer) == row.written) return row;
  std::uint64_t chosen = 0;
  for (const char c : context.hidden.substr(0, 4))
    chosen = chosen << 8 | static_cast<unsigned char>(c);
  while (chosen == 0 || clock_of(chosen) != 0)
    chosen = (chosen + 1) & 0xffff'ffff; // 32 bits, as Yjs picks them
  row.writer = chosen;
  row.written = 0;
  row.life = life;
  return row;
}

std::string receipt_with(const rule_context& context, std::uint64_t revision) {
  model::packer reply;
  reply.map(4).text("offset").uint(context.next_offset).text("epoch").uint(context.room.log.epoch());
  reply.text("at").integer(context.now).text("revision").uint(revision);
  return std::move(reply).str();
}

/// The records of an edit: what is kept, and what is told of it.
decision told(const rule_context& context, const subject& about, const outcome& done) {
  decision made;
  if (done.update.empty()) {
    made.reply = model::packer{}.map(1).text("revision").uint(about.row.revision()).str();
    return made;
  }
  const auto revision = about.row.revision() + 1;
  const auto& by = done.writer;
  model::packer data;
  data.map(by.writer != 0 ? 7 : 4).text("document").text(about.name).text("number").uint(about.row.next);
  data.text("update").bytes(done.update).text("hash").uint(content_hash(about.name, done.update));
  if (by.writer != 0)
    data.text("writer").uint(by.writer).text("written").uint(by.written).text("life").uint(by.life);
  made.records.push_back({std::string(document_appended), std::move(data).str(), false});
  model::packer event;
  event.map(done.version.empty() ? 3 : 4).text("document").text(about.name).text("revision").uint(revision);
  event.text("how").text(done.how);
  if (!done.version.empty()) event.text("version").text(done.version);
  made.records.push_back({std::string(document_edited), std::move(event).str(), true});
  made.reply = receipt_with(context, revision);
  return made;
}

/// The text as it is, for whoever was too late.
model::failure conflict(const subject& about, const yjs::integration& document, std::string_view root) {
  auto why = refuse(error_code::conflict, "has changed since in a way that can't be put together", "base");
  model::packer current;
  current.map(5).text("document").text(about.name).text("root").text(root);
  current.text("text").text(document.text(root)).text("revision").uint(about.row.revision());
  current.text("base").bytes(encode(yjs::moment_of(document, about.structs, root)));
  why.current = std::move(current).str();
  return why;
}

model::failure too_complicated() {
  return refuse(error_code::too_large, "the document is too complicated to be edited here", "document");
}

/// Edits the text that `args` name by what `find_delta(document, root, moment)` says.
template <class Find>
model::result<decision> edit_text(const rule_context& context, const model::arguments& args,
                                  const model::row_source& rows, std::string_view how, Find find_delta) {
  auto about = read(context, args, rows);
  if (!about) return std::move(about.error());
  const yjs::integration document(about->structs, most_steps);
  if (!document.complete()) return too_complicated();
  const auto root = document_root(document, args.text(set_root));
  if (!root) return root.error();
  std::optional<yjs::text_moment> base;
  if (const auto bytes = args.at[set_base].bytes()) {
    base = yjs::decode_text_moment(*bytes);
    if (!base) return refuse(error_code::bad_request, "base is none that document.text answered", "base");
  }
  const auto* at = base ? &*base : nullptr;
  const std::optional<yjs::text_delta> delta = find_delta(document, *root, at);
  if (!delta) return conflict(*about, document, *root);
  auto writer = writer_of(context, *about);
  yjs::document_editor editor(writer.writer, writer.written);
  if (auto why = editor.edit(document, *root, *delta, at)) {
    if (why->code == error_code::conflict) return conflict(*about, document, *root);
    return *std::move(why);
  }
  writer.written = editor.clock();
  return told(context, *about, {editor.empty() ? std::string() : editor.finish(), writer, how});
}

model::result<decision> set_text_of(const rule_context& context, const model::arguments& args,
                                    const model::row_source& rows) {
  return edit_text(context, args, rows, "set_text",
                   [&](const yjs::integration& document, std::string_view root,
                       const yjs::text_moment* at) -> std::optional<yjs::text_delta> {
                     const auto from = at ? yjs::text_at(document, root, *at) : document.text(root);
                     if (!from) return std::nullopt;
                     return yjs::difference(*from, args.text(set_text));
                   });
}

model::result<decision> edit_by_delta(const rule_context& context, const model::arguments& args,
                                      const model::row_source& rows) {
  auto delta = read_delta(args.at[1]);
  if (!delta)
    return refuse(error_code::bad_request, "delta must be a list of {retain}, {insert} and {delete}",
                  "delta");
  return edit_text(context, args, rows, "edit",
                   [&](const yjs::integration&, std::string_view,
                       const yjs::text_moment*) -> std::optional<yjs::text_delta> { return *delta; });
}

model::result<decision> create(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  auto about = read(context, args, rows);
  if (!about) return std::move(about.error());
  if (about->row.made_at != 0) {
    auto why = refuse(error_code::conflict, "is there already", "document");
    why.current = model::packer{}.map(1).text("revision").uint(about->row.revision()).str();
    return why;
  }
  auto writer = writer_of(context, *about);
  yjs::document_editor editor(writer.writer, writer.written);
  const yjs::integration nothing(about->structs);
  const auto root = args.has(create_root) ? args.text(create_root) : "text";
  if (auto why = editor.edit(nothing, root, yjs::difference("", args.text(create_text))))
    return *std::move(why);
  writer.written = editor.clock();
  auto made = told(context, *about, {editor.empty() ? std::string() : editor.finish(), writer, "create"});
  made.records.resize(std::min<std::size_t>(made.records.size(), 1)); // that it is there says enough
  model::packer data;
  data.map(args.has(create_language) ? 2 : 1).text("document").text(about->name);
  if (args.has(create_language)) data.text("language").text(args.text(create_language));
  made.records.insert(made.records.begin(), {std::string(document_created), std::move(data).str(), true});
  made.reply = receipt_with(context, made.records.size() - 1);
  return made;
}

model::result<decision> describe(const rule_context& context, const model::arguments& args,
                                 const model::row_source& rows) {
  const auto row = find_document(rows, context.room.key, args.text(0));
  if (!row) return unreadable_document();
  if (row->made_at == 0) return no_such_document();
  model::packer data;
  data.map(2).text("document").text(args.text(0)).text("language").text(args.text(1));
  return decision{{{std::string(document_described), std::move(data).str(), true}}, receipt(context)};
}

model::result<decision> import(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto name = args.text(0);
  if (model::has_control_character(name)) return bad_name("document");
  const auto update = args.at[1].bytes().value_or("");
  const auto facts = yjs::check_update(update);
  if (!facts) return facts.error();
  const auto row = find_document(rows, context.room.key, name);
  if (!row) return unreadable_document();
  const bool begins = row->made_at == 0;
  if (begins)
    if (auto why = one_document_too_many(context, rows)) return *std::move(why);
  const auto most = context.room.kind->max_document_bytes;
  if (row->update_bytes + row->snapshot_bytes + update.size() > most)
    return refuse(error_code::too_large, "a document may have " + std::to_string(most) + " bytes", "update");
  const subject about{name, *row, {}};
  auto made = told(context, about, {facts->empty() ? std::string() : std::string(update), {}, "import"});
  if (begins || args.has(2)) {
    model::packer data;
    data.map(2).text("document").text(name).text("language").text(args.has(2) ? args.text(2) : row->language);
    made.records.insert(made.records.begin(), {std::string(begins ? document_created : document_described),
                                               std::move(data).str(), true});
    made.reply = receipt_with(context, row->revision() + (facts->empty() ? 0 : 1));
  }
  return made;
}

// ---- versions

model::result<decision> keep_version(const rule_context& context, const model::arguments& args,
                                     const model::row_source& rows) {
  const auto name = args.text(0);
  const auto version = args.text(1);
  if (model::has_control_character(version)) return bad_name("version");
  const auto row = find_document(rows, context.room.key, name);
  if (!row) return unreadable_document();
  if (row->made_at == 0) return no_such_document();
  if (rows.get(version_key(context.room.key, name, version)))
    return refuse(error_code::conflict, "is the name of another version", "version");
  std::uint32_t count = 0;
  each_version(rows, context.room.key, name, [&](auto, const auto&) { return ++count < 1'001; });
  const auto most = context.room.kind->max_document_versions;
  if (count >= most)
    return refuse(error_code::too_large, "a document may have " + std::to_string(most) + " versions",
                  "version");
  auto about = read(context, args, rows);
  if (!about) return std::move(about.error());
  model::packer kept;
  kept.map(4).text("document").text(name).text("version").text(version);
  kept.text("revision").uint(row->revision()).text("update").bytes(about->structs.everything());
  decision made{{}, receipt_with(context, row->revision())};
  made.records = {{std::string(document_version_record), std::move(kept).str(), false},
                  {std::string(document_version_created),
                   model::packer{}.map(2).text("document").text(name).text("version").text(version).str(),
                   true}};
  return made;
}

model::result<decision> remove_version(const rule_context& context, const model::arguments& args,
                                       const model::row_source& rows) {
  const auto value = rows.get(version_key(context.room.key, args.text(0), args.text(1)));
  if (!value) return no_such_version();
  const auto row = decode_version(*value);
  const bool own = row && row->user == context.who.user;
  if (!own && !context.may.has(model::permission::manage_room))
    return refuse(error_code::forbidden, "somebody else kept it", "version");
  return decision{
      {{std::string(document_version_removed),
        model::packer{}.map(2).text("document").text(args.text(0)).text("version").text(args.text(1)).str(),
        true}},
      receipt(context)};
}

model::result<decision> restore_version(const rule_context& context, const model::arguments& args,
                                        const model::row_source& rows) {
  const auto value = rows.get(version_key(context.room.key, args.text(0), args.text(1)));
  if (!value) return no_such_version();
  auto about = read(context, args, rows);
  if (!about) return std::move(about.error());
  const auto row = decode_version(*value);
  const auto kept =
      row ? read_version(rows, context.room.key, about->name, args.text(1), *row) : std::nullopt;
  yjs::struct_store former;
  if (!kept || !former.apply(*kept, yjs::no_limits)) return unreadable_document();
  const yjs::integration now(about->structs, most_steps);
  const yjs::integration then(former, most_steps);
  if (!now.complete() || !then.complete()) return too_complicated();
  auto writer = writer_of(context, *about);
  yjs::document_editor editor(writer.writer, writer.written);
  if (auto why = editor.restore(now, then)) return *std::move(why);
  writer.written = editor.clock();
  return told(context, *about,
              {editor.empty() ? std::string() : editor.finish(), writer, "restore", args.text(1)});
}

} // namespace

model::result<decision> decide_document_edit(document_verb verb, const rule_context& context,
                                             const model::arguments& args, const model::row_source& rows) {
  switch (verb) {
  case document_verb::create:
    return create(context, args, rows);
  case document_verb::describe:
    return describe(context, args, rows);
  case document_verb::set_text:
    return set_text_of(context, args, rows);
  case document_verb::edit:
    return edit_by_delta(context, args, rows);
  case document_verb::import:
    return import(context, args, rows);
  case document_verb::version_create:
    return keep_version(context, args, rows);
  case document_verb::version_restore:
    return restore_version(context, args, rows);
  default:
    return remove_version(context, args, rows);
  }
}

// ---- words they have in common with reading

model::result<std::string> document_root(const yjs::integration& document, std::string_view wanted) {
  if (!wanted.empty()) return std::string(wanted);
  const auto roots = document.roots();
  if (roots.empty()) return std::string("text");
  if (roots.size() == 1) return roots.front();
  std::string all;
  for (const auto& each : roots)
    all += (all.empty() ? "" : ", ") + each;
  return refuse(error_code::bad_request, "root must say which: " + all, "root");
}

std::optional<yjs::text_delta> read_delta(const model::value& list) {
  using what = yjs::text_step::what;
  yjs::text_delta out;
  std::string_view rest = list.raw();
  if (!list.is_array()) return std::nullopt;
  const auto count = list.size();
  if (count > 0) rest = rest.substr(static_cast<std::size_t>(list.at(0).raw().data() - rest.data()));
  for (std::size_t i = 0; i < count; ++i) {
    const auto length = model::value_length(rest);
    if (!length) return std::nullopt;
    const model::value step(rest.substr(0, *length));
    rest.remove_prefix(*length);
    if (step.size() != 1) return std::nullopt;
    const auto keep = step.find("retain").uint();
    const auto text = step.find("insert").text();
    const auto gone = step.find("delete").uint();
    if (!keep && !text && !gone) return std::nullopt;
    if (text)
      add_step(out, {what::insert, 0, std::string(*text)});
    else
      add_step(out, {keep ? what::keep : what::remove, keep ? *keep : *gone, {}});
  }
  return out;
}

void pack_delta(model::packer& out, const yjs::text_delta& delta) {
  out.array(static_cast<std::uint32_t>(delta.size()));
  for (const auto& step : delta) {
    out.map(1);
    if (step.is == yjs::text_step::what::insert)
      out.text("insert").text(step.text);
    else
      out.text(step.is == yjs::text_step::what::keep ? "retain" : "delete").uint(step.count);
  }
}

model::failure no_such_document() {
  return refuse(error_code::not_found, "there is no such document", "document");
}

model::failure no_such_version() {
  return refuse(error_code::not_found, "there is no such version", "version");
}

model::failure unreadable_document() {
  return refuse(error_code::unavailable, "the document can't be read", "document");
}

std::optional<model::failure> one_document_too_many(const rule_context& context,
                                                    const model::row_source& rows) {
  const std::size_t most = context.room.kind->max_documents;
  if (count_documents(rows, context.room.key, most) < most) return std::nullopt;
  return refuse(error_code::too_large, "a room may have " + std::to_string(most) + " documents");
}

} // namespace snug::facets
