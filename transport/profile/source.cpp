#include "transport/profile/source.hpp"
#include "actors/model/pack.hpp"
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <span>
#include <utility>

namespace snug::profile {

namespace {

namespace pack = model::pack;
using root = source::root;

struct word {
  std::string_view text;
  root is;
  bool parts; ///< may have a path behind it
};
constexpr word words[] = {
    {"data", root::data, true},    {"room", root::room, true},   {"from", root::from, true},
    {"at", root::at, true},        {"now", root::now, true},     {"offset", root::offset, false},
    {"epoch", root::epoch, false}, {"id", root::id, false},      {"record", root::record, false},
    {"event", root::event, false}, {"args", root::args, true},   {"auth", root::auth, true},
    {"query", root::query, true},  {"path", root::path, true},   {"me", root::me, true},
    {"item", root::item, true},    {"error", root::error, true}, {"new", root::fresh, true},
    {"node", root::node, true},
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t dot; (dot = text.find('.')) != text.npos; text.remove_prefix(dot + 1))
    out.emplace_back(text.substr(0, dot));
  out.emplace_back(text);
  return out;
}

bool one_of(std::string_view word, std::span<const std::string_view> allowed) {
  for (const auto each : allowed)
    if (each == word) return true;
  return false;
}

/// What may stand behind a word, where that is a short list; the rule that is broken.
std::optional<std::string> check_path(const source& s) {
  static constexpr std::string_view me[] = {"user", "name", "session"};
  static constexpr std::string_view error[] = {"code", "message", "field"};
  static constexpr std::string_view fresh[] = {"uuid"};
  static constexpr std::string_view figures[] = {"connections", "sessions", "rooms", "uptime_ms", "version"};
  static constexpr std::string_view times[] = {"iso", "seconds"};
  const auto exactly = [&](std::span<const std::string_view> allowed,
                           std::string_view list) -> std::optional<std::string> {
    if (s.path.size() == 1 && one_of(s.path[0], allowed)) return std::nullopt;
    return "must be " + std::string(list);
  };
  switch (s.is) {
  case root::me:
    return exactly(me, "me.user, me.name or me.session");
  case root::error:
    return exactly(error, "error.code, error.message or error.field");
  case root::fresh:
    return exactly(fresh, "new.uuid");
  case root::node:
    return exactly(figures, "node.connections, .sessions, .rooms, .uptime_ms or .version");
  case root::at:
  case root::now:
    return s.path.empty() ? std::nullopt : exactly(times, "ms, or with .iso or .seconds behind it");
  case root::capture:
    return s.path.size() == 1 ? std::nullopt : std::optional<std::string>("must be room.PLACE");
  case root::from:
    return s.path.size() < 2 ? std::nullopt : std::optional<std::string>("must be from or from.FIELD");
  default:
    return std::nullopt;
  }
}

/// ISO 8601 in UTC with ms, as JavaScript writes a date.
void append_iso(std::int64_t ms, std::string& out) {
  const auto seconds = static_cast<std::time_t>(ms / 1'000);
  std::tm parts{};
  std::array<char, 64> text{};
  if (!gmtime_r(&seconds, &parts)) return pack::nil(out);
  const auto n = std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                               parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                               parts.tm_min, parts.tm_sec, static_cast<int>(ms % 1'000));
  pack::text(out, std::string_view(text.data(), static_cast<std::size_t>(n)));
}

void append_time(std::int64_t ms, source::clock as, std::string& out) {
  if (as == source::clock::iso) return append_iso(ms, out);
  if (as == source::clock::ms) return pack::integer(out, ms);
  // Doubles always: what is a number with a fraction now and a whole one then is two types to some clients.
  pack::number(out, static_cast<double>(ms) / 1'000);
}

bool append_text(std::string_view text, std::string& out) {
  if (text.empty()) return false;
  pack::text(out, text);
  return true;
}

bool append_value(model::value v, std::string& out) {
  if (!v.present()) return false;
  out.append(v.raw());
  return true;
}

bool append_from(const model::event_view& event, const std::vector<std::string>& path, std::string& out) {
  if (path.empty()) {
    if (event.user.empty()) return false;
    pack::map(out, event.display_name.empty() ? 1 : 2);
    pack::text(out, "user");
    pack::text(out, event.user);
    if (event.display_name.empty()) return true;
    pack::text(out, "name");
    pack::text(out, event.display_name);
    return true;
  }
  if (path[0] == "user") return append_text(event.user, out);
  // Who has no name is called by their id: an app that shows names has to show something.
  if (path[0] == "name")
    return append_text(event.display_name.empty() ? event.user : event.display_name, out);
  return append_value(source::at(model::value(event.profile), path), out);
}

bool append_me(const visitor& who, std::string_view part, std::string& out) {
  if (part == "user") return append_text(who.user, out);
  if (part == "name") return append_text(who.name.empty() ? who.user : who.name, out);
  if (who.session == 0) return false;
  pack::text(out, std::to_string(who.session));
  return true;
}

bool append_error(const model::failure& why, std::string_view part, std::string& out) {
  return append_text(part == "code" ? name_of(why.code) : part == "field" ? why.field : why.message, out);
}

/// What only an event has.
bool append_of_event(const source& s, const model::event_view& event, std::string& out) {
  switch (s.is) {
  case root::from:
    return append_from(event, s.path, out);
  case root::at:
    append_time(event.at, s.as, out);
    return true;
  case root::id:
    return append_text(event.id, out);
  case root::event:
    return append_text(event.name, out);
  default:
    break;
  }
  if (event.offset == 0) return false;
  if (s.is == root::offset)
    pack::uint(out, event.offset);
  else if (event.epoch == 0)
    return false;
  else if (s.is == root::epoch)
    pack::uint(out, event.epoch);
  else
    pack::text(out, std::to_string(event.epoch) + "." + std::to_string(event.offset));
  return true;
}

} // namespace

std::optional<std::string> source::parse(std::string_view written, source& out) {
  out = {};
  if (written.starts_with('=')) {
    pack::text(out.constant, written.substr(1));
    return std::nullopt;
  }
  if (written.ends_with("[]")) {
    out.each = true;
    written.remove_suffix(2);
  }
  const auto dot = written.find('.');
  const auto head = written.substr(0, dot);
  for (const auto& w : words) {
    if (w.text != head) continue;
    out.is = w.is;
    if (dot != written.npos) out.path = split(written.substr(dot + 1));
    if (!w.parts && !out.path.empty()) return "nothing stands behind " + std::string(head);
    if (out.is == root::room && !out.path.empty()) out.is = root::capture;
    for (const auto& part : out.path)
      if (part.empty()) return "has two dots in a row, or one at its end";
    if (out.path.size() == 1 && (out.is == root::at || out.is == root::now))
      out.as = out.path[0] == "iso" ? clock::iso : clock::seconds;
    if (auto wrong = check_path(out)) return wrong;
    if (out.each && out.is != root::data && out.is != root::item) return "only data and item are lists";
    return std::nullopt;
  }
  return "must begin with data, room, from, at, now, offset, epoch, id, record, event, args, auth, query, "
         "path, me, item, error, new or node; a text of its own is written \"=text\"";
}

model::value source::at(model::value in, const std::vector<std::string>& path) noexcept {
  for (const auto& part : path) {
    std::size_t i = 0;
    const auto end = part.data() + part.size();
    const bool number = std::from_chars(part.data(), end, i).ptr == end;
    in = number && in.is_array() ? in.at(i) : in.find(part);
  }
  return in;
}

bool source::append(const facts& of, std::string& out) const {
  switch (is) {
  case root::constant:
    out.append(constant);
    return true;
  case root::data:
    return append_value(at(of.data, path), out);
  case root::item:
    return append_value(at(of.item, path), out);
  case root::args:
    return append_value(at(of.args, path), out);
  case root::fresh:
    return append_text(of.fresh_uuid, out);
  case root::node:
    return append_value(at(of.node, path), out);
  case root::auth:
  case root::query:
  case root::path:
    if (!of.who) return false;
    return append_value(at(model::value(of.who->came)
                               .find(is == root::auth    ? "auth"
                                     : is == root::query ? "query"
                                                         : "path"),
                           path),
                        out);
  case root::room:
    return append_text(of.room, out);
  case root::capture: {
    const auto i = of.named_by ? of.named_by->find(path[0]) : std::nullopt;
    if (!i || !of.captured || of.captured->size() <= *i) return false;
    of.named_by->append(*i, (*of.captured)[*i], out);
    return true;
  }
  case root::now:
    append_time(of.now, as, out);
    return true;
  case root::me:
    return of.who && append_me(*of.who, path[0], out);
  case root::error:
    return of.error && append_error(*of.error, path[0], out);
  default:
    return of.event && append_of_event(*this, *of.event, out);
  }
}

} // namespace snug::profile
