#include "tests/fuzz/check.hpp"
#include "transport/http/request_reader.hpp"
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace snug;
using fuzz::check;
using transport::http::request_reader;

namespace {

constexpr request_reader::limits bounds{512, 8, 64};

/// What reading `bytes` in pieces of that size comes to, one line for each request and one for the refusal.
std::vector<std::string> read(std::string_view bytes, std::size_t piece) {
  request_reader reader(bounds);
  std::vector<std::string> out;
  for (;;) {
    switch (reader.next()) {
    case request_reader::step::whole: {
      const auto r = reader.take();
      check(r.headers.size() <= bounds.headers, "there are no more headers than may be");
      check(r.body.size() <= bounds.body, "a body is no longer than it may be");
      check(r.path.starts_with('/') || r.path == "*", "a path is one");
      auto line = r.method + ' ' + r.path + '?' + r.query + ' ' + (r.keep_alive ? "on " : "off ") + r.body;
      for (const auto& [name, value] : r.headers)
        line += '\n' + name + ": " + value;
      out.push_back(std::move(line));
      break;
    }
    case request_reader::step::wrong:
      check(reader.refusal().status >= 400 && reader.refusal().last, "a refusal ends the connection");
      out.push_back("refused");
      return out;
    case request_reader::step::more:
      if (bytes.empty()) return out;
      const auto next = bytes.substr(0, piece);
      reader.add(next);
      bytes.remove_prefix(next.size());
    }
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read(bytes, std::max<std::size_t>(bytes.size(), 1));
  const auto pieces = read(bytes, std::size_t{data[0]} % 40 + 1);
  check(whole == pieces, "it is the same however it is cut");
  return 0;
}
