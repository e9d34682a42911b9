#include "tests/fuzz/check.hpp"
#include "transport/dialect/websocket_reader.hpp"
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

using namespace snug;
using dialect::websocket_reader;
using fuzz::check;
using step = websocket_reader::step;

namespace {

/// What reading `bytes` in pieces of that size comes to. Each piece lies in memory of its own, so that
/// reading beyond it is found.
std::string read(std::string_view bytes, std::size_t size) {
  websocket_reader reader;
  std::string out;
  bool in_message = false;
  while (!bytes.empty()) {
    std::string piece(bytes.substr(0, size));
    piece.shrink_to_fit();
    bytes.remove_prefix(piece.size());
    auto* begin = piece.data();
    auto* const end = begin + piece.size();
    for (;;) {
      const auto before = begin;
      const auto e = reader.next(begin, end);
      check(before <= begin && begin <= end, "it stays within the piece");
      if (e.what == step::more) {
        check(begin == end, "a piece is read to its end");
        break;
      }
      switch (e.what) {
      case step::data:
        check(e.first != in_message, "the first piece of a message is its first");
        check(!e.last || e.left == 0, "the last piece is the end of its frame");
        if (e.first) out += e.binary ? "[b " : "[t ";
        out += e.bytes;
        if (e.last) out += "]";
        in_message = !e.last;
        break;
      case step::ping:
      case step::pong:
        check(e.bytes.size() <= 125, "a control frame is short");
        // Within a message: where it comes among the message's bytes is all that counts.
        out += (e.what == step::ping ? "<ping " : "<pong ") + std::string(e.bytes) + ">";
        break;
      case step::close:
        check(e.bytes.size() <= 123, "a reason is short");
        return out + "close " + std::to_string(e.code) + std::string(e.bytes);
      default:
        check(!e.bytes.empty() && e.code == 1002, "what is wrong is said");
        return out + "wrong " + std::string(e.bytes);
      }
    }
  }
  return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read(bytes, std::max<std::size_t>(bytes.size(), 1));
  check(whole == read(bytes, std::size_t{data[0]} % 40 + 1), "it is the same however it is cut");
  return 0;
}
