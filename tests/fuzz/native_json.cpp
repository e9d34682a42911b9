#include "actors/model/payload.hpp"
#include "tests/fuzz/check.hpp"
#include "transport/dialect/dialect.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/dialect/json_writer.hpp"

using namespace snug;
using fuzz::check;

namespace {

void transcode(std::string_view text) {
  std::string msgpack;
  if (dialect::json_reader::transcode(text, msgpack) || model::check_payload(msgpack)) return;
  std::string json;
  dialect::json_writer(json).value(msgpack);
  std::string back;
  check(!dialect::json_reader::transcode(json, back), "what the writer writes is JSON");
  check(back == msgpack, "a payload survives JSON");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  transcode(text);
  dialect::decoded of_json;
  dialect::native_json().decode(text, false, {}, of_json);
  check(of_json.close == model::close_code::normal || of_json.requests.empty(),
        "a frame that closes has no commands");
  std::string msgpack;
  if (dialect::json_reader::transcode(text, msgpack)) return 0;
  dialect::decoded of_msgpack;
  dialect::native_msgpack().decode(msgpack, true, {}, of_msgpack);
  check(of_json.requests.size() == of_msgpack.requests.size() &&
            of_json.refused.size() == of_msgpack.refused.size() && of_json.close == of_msgpack.close,
        "both dialects come to the same");
  return 0;
}
