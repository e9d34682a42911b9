#include "actors/facets/document_texts.hpp"
#include "actors/facets/document_edits.hpp"
#include "actors/facets/document_rows.hpp"
#include "actors/facets/replies.hpp"

namespace snug::facets {

using model::error_code;

namespace {

model::failure too_complicated() {
  return refuse(error_code::too_large, "the document is too complicated to be read here", "document");
}

} // namespace

model::result<std::string> read_document_text(const rule_context& context, const model::arguments& args,
                                              const model::row_source& rows) {
  const auto name = args.text(0);
  if (!rows.get(document_key(context.room.key, name))) return no_such_document();
  const auto stored = read_document(rows, context.room.key, name);
  if (!stored) return unreadable_document();
  const yjs::integration whole(stored->structs);
  if (!whole.complete()) return too_complicated();
  const auto root = document_root(whole, args.text(1));
  if (!root) return root.error();
  std::optional<yjs::text_delta> delta;
  if (const auto since = args.at[2].bytes()) {
    const auto moment = yjs::decode_text_moment(*since);
    if (!moment) return refuse(error_code::bad_request, "since is none that document.text answered", "since");
    delta = yjs::changes_since(whole, *root, *moment);
  }
  const auto& language = stored->row.language;
  model::packer p;
  p.map(language.empty() ? 5 : 6).text("document").text(name).text("root").text(*root);
  if (delta) {
    p.text("delta");
    pack_delta(p, *delta);
  } else {
    p.text("text").text(whole.text(*root));
  }
  p.text("revision").uint(stored->row.revision());
  p.text("base").bytes(encode(yjs::moment_of(whole, stored->structs, *root)));
  if (!language.empty()) p.text("language").text(language);
  return std::move(p).str();
}

model::result<std::string> list_versions(const rule_context& context, std::string_view document,
                                         const model::row_source& rows) {
  if (!rows.get(document_key(context.room.key, document))) return no_such_document();
  model::packer all;
  std::uint32_t count = 0;
  each_version(rows, context.room.key, document, [&](std::string_view name, const version_row& row) {
    all.map(row.user.empty() ? 4 : 5).text("version").text(name).text("at").integer(row.at);
    if (!row.user.empty()) all.text("user").text(row.user);
    all.text("revision").uint(row.revision).text("bytes").uint(row.bytes);
    return ++count < 1'000;
  });
  return model::packer{}.map(1).text("versions").array(count).str() + all.str();
}

model::result<std::string> read_document_version(const rule_context& context, const model::arguments& args,
                                                 const model::row_source& rows) {
  const auto name = args.text(0);
  const auto version = args.text(1);
  const auto value = rows.get(version_key(context.room.key, name, version));
  if (!value) return no_such_version();
  const auto row = decode_version(*value);
  const auto update = row ? read_version(rows, context.room.key, name, version, *row) : std::nullopt;
  yjs::struct_store structs;
  if (!update || !structs.apply(*update, yjs::no_limits)) return unreadable_document();
  const yjs::integration whole(structs);
  const auto root = document_root(whole, args.text(2));
  if (!root && args.has(2)) return root.error();
  const bool has_text = root && whole.complete();
  model::packer p;
  p.map(5u + (row->user.empty() ? 0 : 1) + (has_text ? 1 : 0)).text("document").text(name);
  p.text("version").text(version).text("at").integer(row->at);
  if (!row->user.empty()) p.text("user").text(row->user);
  p.text("revision").uint(row->revision).text("update").bytes(*update);
  if (has_text) p.text("text").text(whole.text(*root));
  return std::move(p).str();
}

} // namespace snug::facets
