#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "tests/fuzz/check.hpp"
#include "transport/dialect/dialect.hpp"
#include <algorithm>

using namespace snug;
using fuzz::check;

namespace {

/// A request as a frame that a client would send.
void pack(const dialect::request& r, model::packer& out) {
  out.array(r.id.empty() ? 4 : 5).uint(r.ref).text(r.name);
  r.room.empty() ? out.nil() : out.text(r.room);
  out.raw(r.data);
  if (!r.id.empty()) out.text(r.id);
}

bool same(const dialect::request& a, const dialect::request& b) {
  return a.ref == b.ref && a.name == b.name && a.room == b.room && a.data == b.data && a.id == b.id;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  dialect::decoded d;
  dialect::native_msgpack().decode(bytes, true, {}, d);
  if (d.close != model::close_code::normal) {
    check(d.requests.empty() && d.refused.empty(), "a frame that closes has no commands");
    check(!d.reason.empty(), "a close has a reason");
    return 0;
  }
  check(d.requests.empty() != d.refused.empty(), "commands are carried out or refused, all of them");
  check(d.together || d.requests.size() + d.refused.size() == 1, "one command, or together");
  for (const auto& r : d.refused)
    check(!r.why.message.empty(), "a refusal says why");
  if (d.requests.empty()) return 0;

  model::packer again;
  if (d.together) again.array(static_cast<std::uint32_t>(d.requests.size()));
  for (const auto& r : d.requests) {
    check(!r.name.empty() && r.name.size() <= 64 && r.room.size() <= 128 && r.id.size() <= 64,
          "names keep limits");
    check(r.data.empty() || !model::check_payload(r.data), "data keeps the profile");
    pack(r, again);
  }
  dialect::decoded back;
  dialect::native_msgpack().decode(again.str(), true, {}, back);
  check(std::equal(d.requests.begin(), d.requests.end(), back.requests.begin(), back.requests.end(), same),
        "the same commands come back");
  return 0;
}
