#include "actors/model/entry_cursor.hpp"
#include "actors/model/payload.hpp"
#include "tests/dialect/decode_test_kit.hpp"
#include "transport/dialect/json_reader.hpp"
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <vector>

using namespace snug;
using namespace snug::test;
using model::value;

// docs/protocol.md is replayed. Its convention: a fenced block says its encoding and what it shows.
//   json request|reply|event     one message; the next block is `msgpack` of the same kind: the same message
//   in hex json refused                 a message, and on the next line the reply it gets json|msgpack close
//   <code>    on each line a message that closes the connection

namespace {

struct block {
  std::string encoding, shows, content;
};

std::vector<block> read_page() {
  std::ifstream page(std::string(SNUG_SOURCE_DIR) + "/docs/protocol.md");
  std::vector<block> blocks;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("```")) continue;
    block b;
    std::istringstream info(line.substr(3));
    info >> b.encoding;
    std::getline(info >> std::ws, b.shows);
    while (std::getline(page, line) && line != "```")
      b.content += line + "\n";
    if (!b.encoding.empty()) blocks.push_back(std::move(b));
  }
  return blocks;
}

std::vector<std::string> lines_of(const std::string& content) {
  std::vector<std::string> lines;
  std::istringstream in(content);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

std::string msgpack_of(std::string_view json) {
  std::string out;
  BOOST_REQUIRE_MESSAGE(!dialect::json_reader::transcode(json, out), json);
  return out;
}

model::error_code code_of(std::string_view name) {
  for (int i = 1; i <= 13; ++i)
    if (name_of(static_cast<model::error_code>(i)) == name) return static_cast<model::error_code>(i);
  BOOST_FAIL("no such error: " << name);
  return {};
}

std::string text(const value& v) { return std::string(v.text().value_or("")); }
std::string data(const value& v) { return v.is_nil() ? "" : std::string(v.raw()); }

model::reply reply_of(const value& message) {
  model::reply r;
  r.to.ref = static_cast<std::uint32_t>(message.at(0).uint().value());
  if (text(message.at(1)) == "ok") {
    r.outcome = data(message.at(2));
    return r;
  }
  BOOST_TEST(text(message.at(1)) == "error");
  const auto e = message.at(2);
  r.outcome = model::failure{code_of(text(e.find("code"))), text(e.find("message")), text(e.find("field")),
                             static_cast<std::uint32_t>(e.find("retry_after").uint().value_or(0)),
                             std::string(e.find("current").raw())};
  return r;
}

/// The message as the dialect writes it, after reading it from the page.
std::string encoded(const dialect::dialect& d, const std::string& shows, const value& message) {
  std::string out;
  if (shows == "reply") {
    d.encode_reply(reply_of(message), out);
    return out;
  }
  const auto name = text(message.at(0)), room = text(message.at(1)), payload = data(message.at(2)),
             user = text(message.at(4).find("user")), display = text(message.at(4).find("name")),
             id = text(message.at(6));
  d.encode_event(
      {name, room, payload, message.at(3).uint().value(), user, display, message.at(5).integer().value(), id},
      out);
  return out;
}

void replay(const block& json, const block& msgpack) {
  const auto bytes = hex(msgpack.content);
  BOOST_TEST(dump(msgpack_of(json.content)) == dump(bytes), json.content);
  if (json.shows == "request") {
    const auto d = decode_msgpack(bytes);
    BOOST_TEST((d.close == model::close_code::normal && d.refused.empty() && !d.requests.empty()),
               json.content);
    BOOST_TEST(summary(d) == summary(decode_json(json.content)));
    return;
  }
  const value message(bytes);
  BOOST_TEST(dump(encoded(dialect::native_msgpack(), json.shows, message)) == dump(bytes), json.content);
  BOOST_TEST(dump(msgpack_of(encoded(dialect::native_json(), json.shows, message))) == dump(bytes),
             json.content);
}

void replay_refusal(const block& b) {
  const auto lines = lines_of(b.content);
  BOOST_REQUIRE_EQUAL(lines.size(), 2u);
  const auto expected = msgpack_of(lines[1]);
  for (const auto& d : {decode_json(lines[0]), decode_msgpack(msgpack_of(lines[0]))}) {
    BOOST_REQUIRE_EQUAL(d.refused.size(), 1u);
    model::reply r{{}, d.refused[0].why};
    r.to.ref = d.refused[0].ref;
    std::string out;
    dialect::native_msgpack().encode_reply(r, out);
    BOOST_TEST(dump(out) == dump(expected), lines[0]);
  }
}

void replay_close(const block& b) {
  const auto code = std::stoi(b.shows.substr(6));
  for (const auto& line : lines_of(b.content)) {
    const auto d = b.encoding == "json" ? decode_json(line) : decode_msgpack(hex(line));
    BOOST_TEST(static_cast<int>(d.close) == code, line);
    BOOST_TEST(!d.reason.empty());
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(protocol_page)

BOOST_AUTO_TEST_CASE(every_example_says_what_the_dialects_say) {
  const auto blocks = read_page();
  std::size_t pairs = 0, others = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto& b = blocks[i];
    if (b.shows.starts_with("close ")) {
      replay_close(b);
      ++others;
    } else if (b.shows == "refused") {
      replay_refusal(b);
      ++others;
    } else {
      BOOST_REQUIRE_MESSAGE(b.shows == "request" || b.shows == "reply" || b.shows == "event", b.shows);
      BOOST_REQUIRE(b.encoding == "json" && i + 1 < blocks.size());
      BOOST_REQUIRE(blocks[i + 1].encoding == "msgpack" && blocks[i + 1].shows == b.shows);
      replay(b, blocks[++i]);
      ++pairs;
    }
  }
  // A page that isn't found, or blocks that are no longer recognised, must not pass.
  BOOST_TEST(pairs >= 30u);
  BOOST_TEST(others >= 6u);
}

BOOST_AUTO_TEST_CASE(every_error_and_close_code_is_explained) {
  std::ifstream file(std::string(SNUG_SOURCE_DIR) + "/docs/protocol.md");
  std::stringstream content;
  content << file.rdbuf();
  const auto page = content.str();
  for (int i = 1; i <= 13; ++i) {
    const auto name = name_of(static_cast<model::error_code>(i));
    BOOST_TEST(page.find("| `" + std::string(name) + "` |") != std::string::npos, name);
  }
  for (const auto code :
       {1000, 1001, 1008, 1009, 1011, 4000, 4001, 4002, 4003, 4100, 4101, 4400, 4401, 4403, 4404, 4410})
    BOOST_TEST(page.find(std::to_string(code), page.find("## Close codes")) != std::string::npos, code);
}

BOOST_AUTO_TEST_SUITE_END()
