#include "actors/facets/awareness_bridge.hpp"
#include "actors/facets/connection_number.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/yjs/json_value.hpp"

namespace snug::facets {

namespace {

/// What presence shows of an awareness state: where it points, what it selects, the document, and the rest as
/// an app's own fields.
std::string shown_of(std::string_view document, std::string_view state) {
  std::string payload;
  yjs::json_to_payload(state, payload);
  const bool sound = !model::check_payload(payload);
  const model::value said(sound ? std::string_view(payload) : std::string_view());
  model::packer own;
  model::packer fields;
  std::uint32_t count = 0;
  std::uint32_t others = 0;
  for (model::entry_cursor entry(said); entry.next();) {
    if (entry.content().is_nil()) continue;
    const bool known = entry.key() == "cursor" || entry.key() == "selection";
    (known ? own : fields).text(entry.key()).raw(entry.content().raw());
    ++(known ? count : others);
  }
  model::packer all;
  all.map(count + 1 + (others > 0 ? 1 : 0)).text("looking_at").text(document);
  if (count > 0) all.raw(own.str());
  if (others > 0) all.text("fields").map(others).raw(fields.str());
  return std::move(all).str();
}

/// True where editors can make something of a cursor: a pair of relative positions of Yjs. They parse them
/// without catching.
bool is_cursor(const model::value& cursor) {
  for (const auto* end : {"anchor", "head"}) {
    const auto at = cursor.find(end);
    for (const auto* part : {"type", "tname", "item"})
      if (!at.find(part).present()) return false;
    for (const auto* part : {"type", "item"}) {
      const auto id = at.find(part);
      if (!id.is_nil() && !(id.find("client").uint() && id.find("clock").uint())) return false;
    }
    if (const auto name = at.find("tname"); !name.is_nil() && !name.text()) return false;
  }
  return true;
}

/// `{"user": {"name", "color"}, "cursor"?}`, as editors expect it.
std::string state_of(const occupant& who, const model::value& shown) {
  std::string out = R"({"user":{"name":)";
  yjs::put_json_text(who.who->name.empty() ? who.who->user : who.who->name, out);
  if (const auto color = shown.find("color").text()) {
    out += R"(,"color":)";
    yjs::put_json_text(*color, out);
  }
  out += '}';
  if (const auto cursor = shown.find("cursor"); is_cursor(cursor)) {
    out += R"(,"cursor":)";
    yjs::payload_to_json(cursor.raw(), out);
  }
  out += '}';
  return out;
}

} // namespace

std::uint64_t awareness_bridge::client_of(std::uint64_t session) noexcept {
  constexpr auto beyond = std::uint64_t{1} << 52;
  return beyond | (session & (beyond - 1));
}

std::optional<showing> awareness_bridge::spoke(const model::return_address& who, std::uint64_t session,
                                               std::string_view document, const yjs::awareness& people) {
  const auto number = connection_number(who);
  for (const auto& each : people.of(number)) {
    if (each.client == client_of(session)) continue;
    auto& known = speakers_[number];
    if (known.document == document && known.state == each.state) return std::nullopt;
    known = {std::string(document), std::string(each.state)};
    return showing{who, shown_of(document, each.state), false};
  }
  return silent(who, document);
}

std::optional<showing> awareness_bridge::silent(const model::return_address& who, std::string_view document) {
  const auto known = speakers_.find(connection_number(who));
  if (known == speakers_.end() || known->second.document != document) return std::nullopt;
  speakers_.erase(known);
  return showing{who, {}, false};
}

bool awareness_bridge::speaks(std::uint64_t connection, std::string_view document) const {
  const auto known = speakers_.find(connection);
  return known != speakers_.end() && known->second.document == document;
}

std::string awareness_bridge::left(std::uint64_t connection) {
  speakers_.erase(connection);
  const auto gone = guests_.extract(connection);
  return gone.empty() ? std::string() : gone.mapped().document;
}

const awareness_bridge::guest* awareness_bridge::looks(const occupant& who, std::string_view shown) {
  const auto number = connection_number(who.address);
  const model::value what(shown);
  const auto document = what.find("looking_at").text().value_or(std::string_view{});
  if (document.empty()) {
    guests_.erase(number);
    return nullptr;
  }
  auto& known = guests_[number];
  known = {std::string(document), who.who->user, client_of(who.who->session), state_of(who, what)};
  return &known;
}

const awareness_bridge::guest* awareness_bridge::find(std::uint64_t connection) const {
  const auto found = guests_.find(connection);
  return found == guests_.end() ? nullptr : &found->second;
}

} // namespace snug::facets
