#include "actors/yjs/updates.hpp"
#include "actors/yjs/update_reader.hpp"
#include "actors/yjs/update_writer.hpp"

namespace snug::yjs {

namespace {

model::failure unsound(std::string_view why) {
  return {model::error_code::bad_request, "no sound update: " + std::string(why)};
}

model::failure too_large(std::string_view what) {
  return {model::error_code::too_large, "an update of too many " + std::string(what)};
}

} // namespace

model::result<update_facts> check_update(std::string_view update, const update_limits& limits) {
  if (update.size() > limits.bytes) return too_large("bytes");
  update_facts out;
  update_reader in(update);
  while (const auto* p = in.next()) {
    if (p->kind() == content::skip) continue;
    if (++out.structs > limits.structs) return too_large("structs");
  }
  if (in.sound()) out.deletions = in.count_of_deletes();
  if (!in.sound()) return unsound(in.wrong());
  if (out.deletions > limits.deletions) return too_large("deletions");
  return out;
}

std::string diff_update(std::string_view update, const state_vector& known) {
  update_writer out;
  update_reader in(update);
  bool writing = false;
  std::uint64_t client = 0;
  std::uint64_t from = 0;
  bool first = true;
  while (const auto* p = in.next()) {
    if (first || p->at.client != client) {
      first = writing = false;
      client = p->at.client;
      const auto it = known.find(client);
      from = it == known.end() ? 0 : it->second;
    }
    if (writing) {
      out.add(*p);
    } else if (p->kind() != content::skip && p->end() > from) {
      writing = true;
      out.add(from > p->at.clock ? without_front(*p, from - p->at.clock) : *p);
    }
  }
  delete_set deletes;
  in.deletes(deletes);
  return out.finish(deletes);
}

} // namespace snug::yjs
