#include "actors/yjs/awareness.hpp"
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
  try_awareness(bytes);
  (void)yjs::read_state_vector(bytes);
  return 0;
}
