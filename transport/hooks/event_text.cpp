#include "transport/hooks/event_text.hpp"
#include "transport/dialect/json_writer.hpp"
#include <set>

namespace snug::transport::hooks {

namespace {

void write_map(dialect::json_writer& json, const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::set<std::string_view> seen;
  json.plain("{");
  for (const auto& [name, value] : pairs) {
    if (!seen.insert(name).second) continue;
    json.plain(seen.size() > 1 ? "," : "").text(name).plain(":").text(value);
  }
  json.plain("}");
}

} // namespace

std::string event_text(std::uint64_t number, std::string_view delivery, const facets::hook_row& row) {
  std::string out;
  dialect::json_writer json(out);
  json.plain(R"({"number":)").uint(number).plain(R"(,"delivery":)").text(delivery);
  json.plain(R"(,"event":)").text(row.event);
  json.plain(R"(,"room":)").text(row.room).plain(R"(,"kind":)").text(row.kind);
  json.plain(R"(,"data":)").value(row.data).plain(R"(,"epoch":)").uint(row.epoch);
  json.plain(R"(,"offset":)").uint(row.offset).plain(R"(,"from":)");
  if (row.user.empty()) {
    json.plain("null");
  } else {
    json.plain(R"({"user":)").text(row.user);
    if (!row.name.empty()) json.plain(R"(,"name":)").text(row.name);
    json.plain("}");
  }
  json.plain(R"(,"at":)").integer(row.at);
  if (!row.id.empty()) json.plain(R"(,"id":)").text(row.id);
  json.plain("}");
  return out;
}

std::string command_text(const model::command& command) {
  const auto& who = *command.who;
  std::string out;
  dialect::json_writer json(out);
  json.plain(R"({"command":)").text(command.free_event);
  if (!command.room_name.empty()) json.plain(R"(,"room":)").text(command.room_name);
  json.plain(R"(,"data":)").value(command.data).plain(R"(,"user":)").text(who.user);
  if (!who.name.empty()) json.plain(R"(,"name":)").text(who.name);
  json.plain(R"(,"guest":)").plain(who.guest ? "true" : "false");
  json.plain(R"(,"admin":)").plain(who.admin ? "true" : "false");
  json.plain(R"(,"session":)").uint(who.session);
  if (!command.id.empty()) json.plain(R"(,"id":)").text(command.id);
  json.plain("}");
  return out;
}

std::string handshake_text(const handshake& from) {
  std::string out;
  dialect::json_writer json(out);
  json.plain(R"({"headers":)");
  write_map(json, from.headers);
  json.plain(R"(,"query":)");
  write_map(json, from.query);
  json.plain("}");
  return out;
}

} // namespace snug::transport::hooks
