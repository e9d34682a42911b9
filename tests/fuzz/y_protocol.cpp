#include "actors/model/payload.hpp"
#include "tests/fuzz/check.hpp"
#include "transport/dialect/dialect.hpp"

using namespace snug;
using fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  dialect::decoded d;
  dialect::y_protocol().decode(bytes, true, {}, d);
  check(d.refused.empty() && !d.together, "nothing is answered");
  if (d.close != model::close_code::normal) {
    check(d.requests.empty() && !d.reason.empty(), "a message that closes asks nothing, and says why");
    return 0;
  }
  check(d.requests.size() <= 1, "a message is one command at most");
  if (d.requests.empty()) return 0;
  const auto& r = d.requests[0];
  check(!model::check_payload(r.data), "its data keeps the profile");
  if (r.name != "document.update" && !(r.name == "document.awareness" && model::value(r.data).size() == 1))
    return 0;
  // What was read is written again as it came, but for step 2, which goes out as an update.
  model::event_view event;
  event.name = r.name == "document.update" ? std::string_view("document.updated") : r.name;
  event.data = r.data;
  std::string again;
  dialect::y_protocol().encode_event(event, again);
  dialect::decoded back;
  dialect::y_protocol().decode(again, true, {}, back);
  check(back.requests.size() == 1 && back.requests[0].data == r.data && back.requests[0].name == r.name,
        "the same command comes back");
  return 0;
}
