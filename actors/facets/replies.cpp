#include "actors/facets/replies.hpp"
#include "actors/model/entry_cursor.hpp"
#include <utility>

namespace snug::facets {

std::string receipt(std::uint64_t offset, std::uint64_t epoch, std::int64_t at) {
  model::packer p;
  p.map(3).text("offset").uint(offset).text("epoch").uint(epoch).text("at").integer(at);
  return std::move(p).str();
}

std::string receipt(const rule_context& context) {
  return receipt(context.next_offset, context.room.log.epoch(), context.now);
}

std::string empty_reply() { return model::packer().map(0).str(); }

void pack_user(model::packer& out, std::string_view user, std::string_view name, std::string_view profile) {
  const model::value shown(profile);
  out.map((name.empty() ? 1u : 2u) + static_cast<std::uint32_t>(shown.size())).text("user").text(user);
  if (!name.empty()) out.text("name").text(name);
  pack_entries(out, shown);
}

void pack_entries(model::packer& out, model::value map) {
  for (model::entry_cursor entry(map); entry.next();)
    out.text(entry.key()).raw(entry.content().raw());
}

model::failure refuse(model::error_code code, std::string message, std::string field) {
  return {code, std::move(message), std::move(field), 0, {}};
}

model::failure no_such_room() { return refuse(model::error_code::not_found, "no such room", "room"); }

} // namespace snug::facets
