#include "actors/model/names.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/payload.hpp"
#include "config/profile_file.hpp"
#include "config/shipped_profiles.hpp"
#include "tests/fuzz/check.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/profile/profile_reader.hpp"
#include "transport/profile/profiled_socketio.hpp"
#include "transport/profile/profiled_websocket.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace snug;
using fuzz::check;

namespace {

/// One with what the shipped ones leave out.
constexpr std::string_view more = R"(
room = "{org}:{team:str}!{n:int}"
room_from = {org = "auth.org", team = "query.team", n = "args.n"}
[connect]
token = "auth.jwt"
[ack]
ok.all = "data"
error.why = "error.code"
[[in]]
event = "draw"
args = ["n", "x", "id"]
free = "drawn"
durable = true
fields.id = "id"
fields.x = "data.deep.x"
rest = "data.deep.more"
set.fixed.by = "it"
[[out]]
told = "drawn"
event = "draw"
args = ["n", "x", "id"]
fields.n = "room.n"
fields.id = "id"
fields.x = "data.deep.x"
rest = "data.deep.more"
[[in]]
event = "same"
free = "same"
to = "others"
[[out]]
told = "same"
event = "same"
fields.n = "room.n"
[[out]]
told = "list"
each = "data.list"
to = "others"
event = "one"
fields.them = "item.all[]"
items.id = "item.0"
)";

using profiles = std::vector<std::unique_ptr<const profile::profile>>;

const profiles& all() {
  static const profiles made = [] {
    profiles out;
    std::vector<config::complaint> wrong;
    for (const auto& each : config::shipped_profiles())
      out.push_back(profile::profile_reader::read(
          {config::parse_profile(each.text, std::string(each.name), "shipped", wrong)}, wrong));
    out.push_back(profile::profile_reader::read({config::parse_profile(more, "more", "more", wrong)}, wrong));
    check(wrong.empty(), "the profiles are sound");
    return out;
  }();
  return made;
}

/// The next line as MessagePack; "" where it is no JSON, or breaks the payload profile.
std::string next(std::string_view& lines) {
  const auto end = lines.find('\n');
  std::string out;
  const auto wrong = dialect::json_reader::transcode(lines.substr(0, end), out);
  lines.remove_prefix(end == lines.npos ? lines.size() : end + 1);
  return wrong || model::check_payload(out) ? std::string() : out;
}

void hear(std::string_view said) {
  const model::value event(said);
  check(event.is_array() && event.at(0).text(), "what is told is an array with a name in front");
  check(model::value_length(said).has_value() || said.size() > 100, "what is told is whole");
}

/// What is told of an event, to everybody and to one, by both parsers.
void tell(const profile::profile& p, const model::event_view& event) {
  p.tell(event, hear);
  if (p.personal(event)) p.tell_one(event, "ada", 12, hear);
  if (p.concerns(event, "ada", 12)) check(p.personal(event), "what concerns somebody isn't for all alike");
  for (const auto by : {socketio::parser::json, socketio::parser::msgpack}) {
    std::string frames;
    const profile::profiled_socketio speech(p, by);
    speech.encode_event(event, frames);
  }
  if (p.socket()) {
    const profile::profiled_websocket speech(p);
    std::string frames;
    speech.encode_event(event, frames);
  }
}

} // namespace

/// A byte for the profile, then lines of JSON: the handshake, a client's event with its arguments, and
/// [told, room, id, data].
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const auto& p = *all()[bytes[0] % all().size()];
  std::string_view lines(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  profile::visitor who{"ada", "Ada", 12, next(lines)};
  if (p.socket()) {
    std::string event;
    const auto wrong = profile::profiled_websocket(p).read(lines.substr(0, lines.find('\n')), event);
    check(wrong || model::value(event).at(0).text(), "a message that is read has a name");
  }
  const auto args = next(lines), told = next(lines);

  if (const auto name = model::value(args).at(0).text(); name && model::value(args).is_array()) {
    std::string rest;
    model::pack::array(rest, static_cast<std::uint32_t>(model::value(args).size()) - 1);
    bool first = true;
    for (profile::list_cursor each{model::value(args)}; each.next(); first = false)
      if (!first) rest.append(each.content().raw());
    dialect::request r;
    const auto* rule = p.said(*name);
    const auto wrong =
        rule ? p.read(*rule, model::value(rest), who, r) : p.read_free(*name, model::value(rest), who, r);
    if (wrong) {
      check(!wrong->rule.empty(), "what is refused has a rule");
    } else {
      check(r.data.empty() || !model::check_payload(r.data), "data keeps the profile");
      check(r.room.empty() || !model::check_room_name(r.room), "a room's name is one");
      check(r.id.empty() || !model::check_id(r.id), "an id is one");
      model::event_view event;
      const model::value data(r.data);
      event.name = r.name == "publish" ? data.find("event").text().value_or("") : r.name;
      event.room = r.room;
      event.data = r.name == "publish" ? data.find("data").raw() : data.raw();
      event.id = r.id;
      event.user = "ada";
      tell(p, event);
    }
  }
  if (const model::value event(told); event.is_array() && event.size() == 4) {
    model::event_view view;
    view.name = event.at(0).text().value_or("");
    view.room = event.at(1).text().value_or("");
    view.id = event.at(2).text().value_or("");
    view.data = event.at(3).raw();
    view.user = "ada";
    view.offset = 3;
    view.epoch = 4;
    tell(p, view);
    for (const auto when :
         {profile::word::moment::connect, profile::word::moment::join, profile::word::moment::leave})
      p.tell_words(when, view.room, event.at(3), who, 5, hear);
    std::string ack;
    p.acknowledge(p.said(view.name), view.room, std::string(view.data), who, 5, ack);
    check(model::value_length(ack).has_value() || ack.size() > 100, "an acknowledgement is whole");
  }
  return 0;
}
