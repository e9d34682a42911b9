#include "actors/model/payload.hpp"
#include "tests/fuzz/check.hpp"
#include "transport/dialect/engineio/packet.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/dialect/socketio/decoder.hpp"
#include "transport/dialect/socketio/encoder.hpp"
#include "transport/dialect/socketio_words.hpp"
#include <cstdint>
#include <string>
#include <string_view>

using namespace snug;
using namespace snug::socketio;
using fuzz::check;

namespace {

std::string json(std::string_view msgpack) {
  std::string out;
  if (!msgpack.empty()) dialect::json_writer(out).value(msgpack);
  return out;
}

/// Written by either parser, a sound packet comes back.
void write_again(parser by, const packet& p) {
  std::string frames, body;
  encode(by, {p.type, p.nsp, p.id, p.data}, frames);
  engineio::append_to_body(body, frames);
  engineio::body_reader in(body);
  decoder reader({10, 1u << 24});
  packet back;
  auto step = decoder::step::more;
  while (const auto each = in.next())
    step = reader.read(each->data, each->binary, back);
  check(!in.wrong() && step == decoder::step::whole, "what is written can be read");
  check(back.type == p.type && back.nsp == p.nsp && back.id == p.id, "a packet's head survives");
  // Numbers that aren't finite, and bytes of many attachments, are other things in JSON.
  check(by == parser::json || back.data == p.data, "a packet's data survives");
  check(by == parser::msgpack || json(back.data) == json(p.data), "a packet's data survives JSON");
}

void map(const packet& p) {
  dialect::decoded out;
  dialect::read_event(
      p, {}, [](std::string_view) { return false; }, out);
  const auto n = out.requests.size() + out.refused.size();
  check(out.close == model::close_code::normal ? n == 1 : n == 0,
        "an event is one request, one refusal or an end");
  for (const auto& r : out.requests)
    check(r.data.empty() || !model::check_payload(r.data), "data keeps the profile");
}

} // namespace

/// The messages of a polling body, as a client sends them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  engineio::body_reader in({reinterpret_cast<const char*>(data), size});
  decoder reader({10, 100'000});
  bool wrong = false;
  packet p;
  while (const auto each = in.next()) {
    const auto step = reader.read(each->data, each->binary, p);
    check(!wrong || step == decoder::step::wrong, "what is wrong once stays wrong");
    wrong = step == decoder::step::wrong;
    check(wrong == !reader.why().empty(), "what is wrong has a reason");
    if (step != decoder::step::whole) continue;
    check(p.type != packet_type::connect_error, "no client refuses");
    if (p.complaint) continue;
    // A comma in a namespace ends it in text, and what separates a poll's packets ends the packet: a name
    // with one comes by the other parser only, and is answered in that.
    const bool in_text = p.nsp.find_first_of(",\x1e") == std::string::npos;
    if (in_text && json(p.data).find("_placeholder") == std::string::npos &&
        json(p.data).find("$bin") == std::string::npos)
      write_again(parser::json, p);
    write_again(parser::msgpack, p);
    if (p.type == packet_type::event) map(p);
  }
  return 0;
}
