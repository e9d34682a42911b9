#include "actors/model/payload.hpp"
#include "actors/model/token.hpp"
#include "actors/model/utf8.hpp"
#include "actors/yjs/awareness.hpp"
#include "actors/yjs/document_editor.hpp"
#include "actors/yjs/json_text.hpp"
#include "actors/yjs/json_value.hpp"
#include "actors/yjs/struct_store.hpp"
#include "actors/yjs/update_reader.hpp"
#include "actors/yjs/update_writer.hpp"
#include "tests/fuzz/check.hpp"

using namespace snug;
using fuzz::check;

namespace {

/// What was read, written again.
std::string rewritten(std::string_view update) {
  yjs::update_reader in(update);
  yjs::update_writer out;
  while (const auto* p = in.next())
    out.add(*p);
  yjs::delete_set deletes;
  in.deletes(deletes);
  check(in.sound(), "what is checked is sound");
  return out.finish(deletes);
}

void try_update(std::string_view update) {
  yjs::struct_store store;
  const auto facts = yjs::check_update(update);
  const auto news = store.apply(update);
  check(facts.operator bool() == news.operator bool(), "what is checked is taken");
  if (!facts) {
    check(store.empty(), "what is refused changes nothing");
    return;
  }
  check(*news != facts->empty(), "the first update is news unless it says nothing");
  const auto again = rewritten(update);
  check(yjs::check_update(again).operator bool(), "what is written is sound");
  check(rewritten(again) == again, "writing it once more changes nothing");

  check(!*store.apply(update), "the same update is no news");
  check(!*store.apply(again), "nor is what was written");
  const auto everything = store.everything();
  yjs::struct_store second;
  check(second.apply(everything).operator bool(), "a store writes sound updates");
  check(second.everything() == everything, "and is made of them");
  check(second.state() == store.state(), "with the same state");
  check(!*store.apply(everything), "which are no news to it");

  // Somebody who knows half of each client gets the rest.
  auto known = store.state();
  for (auto& each : known)
    each.second /= 2;
  check(yjs::check_update(store.missing(known)).operator bool(), "a diff of a store is sound");
  check(yjs::check_update(yjs::diff_update(update, known)).operator bool(), "a diff is sound");
  (void)yjs::read_state_vector(yjs::state_vector_of(update));
  const std::string_view both[] = {update, everything};
  yjs::struct_store merged;
  check(merged.apply(yjs::merge_updates(both)).operator bool(), "a merge is sound");
}

/// Whatever a document is, it can be edited by its text, and gone back to.
void try_editing(std::string_view update, std::string_view foreign_moment) {
  constexpr std::uint64_t own = 4'000'000'000;
  constexpr std::uint64_t steps = 100'000;
  yjs::struct_store store;
  if (!store.apply(update) || store.state().contains(own)) return;
  const yjs::integration before(store, steps);
  if (!before.complete()) return;
  const auto roots = before.roots();
  const auto root = roots.empty() ? std::string("text") : roots.front();
  const auto was = before.text(root);
  const auto moment = yjs::moment_of(before, store, root);
  const auto coded = yjs::decode_text_moment(yjs::encode(moment));
  check(coded && yjs::encode(*coded) == yjs::encode(moment), "a moment is read again");
  check(yjs::applied(was, yjs::difference(was, "what it is to be")) == "what it is to be",
        "a difference holds");
  yjs::document_editor editor(own, 0);
  if (editor.edit(before, root, yjs::difference(was, "what it is to be"))) return; // it has halves of pairs
  yjs::struct_store edited;
  check(edited.apply(store.everything()).operator bool() && edited.apply(editor.finish()).operator bool(),
        "an edit is sound");
  const yjs::integration after(edited, 10 * steps);
  if (!after.complete()) return;
  // Structs that no Yjs client writes may come to stand elsewhere where others are cut: then the moment isn't
  // known any more, and the edit went beside what had moved.
  if (const auto delta = yjs::changes_since(after, root, moment)) {
    check(after.text(root) == "what it is to be", "the text is what it was set to");
    check(yjs::applied(was, *delta) == "what it is to be", "what was done since is known");
  }
  yjs::document_editor back(own, edited.state()[own]);
  if (!back.restore(after, before)) {
    const auto restoring = back.finish();
    check(yjs::check_update(restoring).operator bool(), "going back is sound");
    check(edited.apply(restoring).operator bool(), "and taken");
  }
  if (const auto at = yjs::decode_text_moment(foreign_moment)) {
    yjs::document_editor late(own + 1, 0);
    (void)late.edit(before, root, {{yjs::text_step::what::insert, 0, "x"}}, &*at);
    (void)yjs::changes_since(before, root, *at);
    (void)yjs::text_at(before, root, *at);
    check(yjs::check_update(late.finish()).operator bool(), "an edit at any moment is sound");
  }
}

void try_json(std::string_view bytes) {
  if (!model::is_utf8(bytes) || !yjs::is_json(bytes)) return;
  std::string payload;
  yjs::json_to_payload(bytes, payload);
  check(model::skip_value(payload) == payload.size(), "JSON becomes one value");
  if (model::check_payload(payload)) return; // nested too deep, or a key twice
  std::string json;
  yjs::payload_to_json(payload, json);
  check(yjs::is_json(json), "a payload becomes JSON");
}

void try_awareness(std::string_view bytes) {
  const auto entries = yjs::read_awareness(bytes);
  if (!entries) return;
  yjs::awareness states;
  const auto news = states.apply(*entries, {1, "ada"}, 0);
  check(states.apply(*entries, {1, "ada"}, 1).empty() || entries->size() > 1, "the same is no news");
  const auto everything = states.everything();
  check(everything.empty() == (states.present() == 0), "what is present is told");
  check(everything.empty() || yjs::read_awareness(everything).operator bool(), "what is told is sound");
  check(news.empty() || yjs::read_awareness(news).operator bool(), "so is what is news");
  check(states.drop(1).empty() == everything.empty(), "all of it goes with its connection");
  check(states.present() == 0, "and nothing is left");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try_update(bytes);
  try_editing(bytes, bytes.substr(bytes.size() / 2));
  try_json(bytes);
  try_awareness(bytes);
  (void)yjs::read_state_vector(bytes);
  return 0;
}
