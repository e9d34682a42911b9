#include "tests/fuzz/check.hpp"
#include "transport/dialect/engineio/packet.hpp"
#include <cstdint>
#include <string>
#include <string_view>

using namespace snug;
using fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  engineio::body_reader in(body);
  std::string frames;
  while (const auto p = in.next()) {
    check(!p->binary || p->type == engineio::packet_type::message, "what is binary is a message");
    engineio::append_frame(frames, *p);
  }
  std::string again;
  engineio::append_to_body(again, frames);
  if (!in.wrong()) check(again == body, "a body that can be read is written as it was");
  // Frames that may be cut anywhere.
  std::string rubbish;
  engineio::append_to_body(rubbish, body);
  return 0;
}
