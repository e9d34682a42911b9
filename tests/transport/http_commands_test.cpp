#include "actors/facets/command_registry.hpp"
#include "actors/model/payload.hpp"
#include "transport/http/answer.hpp"
#include "transport/http/command_reader.hpp"
#include "transport/http/cors.hpp"
#include "transport/http/event_stream.hpp"
#include "transport/http/url.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::transport;
using what = http::route_table::match::what;

namespace {

const http::route_table& routes() {
  static const auto table = http::route_table::of_commands();
  return table;
}

/// The command that a request asks for.
model::result<model::command> read(std::string_view method, std::string path, std::string query = {},
                                   std::string body = {}, std::string id = {}) {
  http::request r{std::string(method), path, std::move(query), {}, std::move(body)};
  if (!id.empty()) r.headers.emplace_back("idempotency-key", std::move(id));
  const auto route = routes().find(method, path);
  BOOST_REQUIRE((route.came == what::found));
  return http::read_command(r, route);
}

std::string_view name_of(const model::command& c) {
  return facets::command_registry::get().at(c.verb).spec->name;
}

/// "field code" of a refusal.
std::string complaint(const model::result<model::command>& outcome) {
  if (outcome) return "none";
  return outcome.error().field + " " + std::string(model::name_of(outcome.error().code));
}

} // namespace

BOOST_AUTO_TEST_SUITE(http_commands)

BOOST_AUTO_TEST_CASE(every_path_of_the_tables_leads_to_its_command) {
  const auto& registry = facets::command_registry::get();
  unsigned with_path = 0;
  for (std::uint16_t verb = 0; verb < registry.size(); ++verb) {
    const auto& spec = *registry.at(verb).spec;
    if (spec.path.empty()) continue;
    ++with_path;
    BOOST_TEST(spec.path.starts_with('/'), spec.name);
    BOOST_TEST((spec.path.find("{room}") != spec.path.npos) == spec.in_room, spec.name);
    std::string path;
    for (const auto segment : http::segments_of(spec.path)) {
      path += '/';
      if (!segment.starts_with('{')) {
        path += segment;
        continue;
      }
      const auto field = segment.substr(1, segment.size() - 2);
      const bool known = field == "room" || std::any_of(spec.fields.begin(), spec.fields.end(),
                                                        [&](const auto& f) { return f.name == field; });
      BOOST_TEST(known, spec.name << ": " << segment);
      path += "value";
    }
    const auto found = routes().find(spec.method, path);
    BOOST_TEST((found.came == what::found), spec.name);
    BOOST_TEST(found.verb == verb, spec.name);
  }
  BOOST_TEST(with_path >= 7u);
}

BOOST_AUTO_TEST_CASE(a_path_without_the_method_says_which_it_has) {
  const auto found = routes().find("DELETE", "/rooms/a/messages");
  BOOST_TEST((found.came == what::no_method));
  BOOST_TEST(found.allow == "GET, HEAD, POST");
  BOOST_TEST((routes().find("HEAD", "/rooms/a/messages").came == what::found));
  BOOST_TEST((routes().find("GET", "/rooms/a/nothing/at/all").came == what::no_path));
  BOOST_TEST((routes().find("GET", "/rooms//messages").came == what::no_path));
  BOOST_TEST((routes().find("GET", "/rooms/a/messages/").came == what::no_path));
  BOOST_TEST((routes().find("GET", "/rooms/%4/messages").came == what::bad_escape));
}

BOOST_AUTO_TEST_CASE(a_method_that_several_have_is_named_once) {
  std::string allow;
  for (const auto* method : {"GET", "POST", "GET", "POST", "PUT"})
    http::allow_also(allow, method);
  BOOST_TEST(allow == "GET, HEAD, POST, PUT");
}

BOOST_AUTO_TEST_CASE(words_in_a_path_go_before_braces) {
  const http::route_table table({{"GET", "/a/{x}", 1}, {"GET", "/a/b", 2}, {"PUT", "/a/{x}", 3}});
  BOOST_TEST(table.find("GET", "/a/b").verb == 2);
  BOOST_TEST(table.find("GET", "/a/c").verb == 1);
  BOOST_TEST(table.find("PUT", "/a/b").verb == 3);
  BOOST_TEST(table.find("POST", "/a/b").allow == "GET, HEAD, PUT");
}

BOOST_AUTO_TEST_CASE(room_body_and_id_make_a_command) {
  const auto c = read("POST", "/rooms/a%2Fb%20%C3%A9/messages", "", R"({"text":"hi","type":"code"})", "k1");
  BOOST_REQUIRE(bool(c));
  BOOST_TEST(name_of(*c) == "message.send");
  BOOST_TEST(c->room_name == "a/b \xc3\xa9");
  BOOST_TEST(c->id == "k1");
  BOOST_TEST(model::value(c->data).find("text").text().value_or("") == "hi");
  BOOST_TEST(!model::check_payload(c->data));
}

BOOST_AUTO_TEST_CASE(the_query_is_read_by_the_type_of_its_field) {
  const auto c = read("GET", "/rooms/a/messages", "limit=20&before=7&unknown=x");
  BOOST_REQUIRE(bool(c));
  BOOST_TEST(model::value(c->data).find("limit").uint().value_or(0) == 20u);
  BOOST_TEST(model::value(c->data).size() == 2u);
  const auto p = read("POST", "/rooms/a/events", "durable=true&event=a+b&data=%5B1%5D", "");
  BOOST_REQUIRE(bool(p));
  BOOST_TEST(model::value(p->data).find("durable").boolean().value_or(false));
  BOOST_TEST(model::value(p->data).find("event").text().value_or("") == "a b");
  BOOST_TEST(model::value(p->data).find("data").size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_breaks_a_rule_is_told_with_its_field) {
  BOOST_TEST(complaint(read("POST", "/rooms/a/messages", "", "{}")) == "text bad_request");
  BOOST_TEST(complaint(read("POST", "/rooms/a/messages")) == "text bad_request");
  BOOST_TEST(complaint(read("GET", "/rooms/a/messages", "limit=many")) == "limit bad_request");
  BOOST_TEST(complaint(read("GET", "/rooms/a/messages", "limit=201")) == "limit bad_request");
  BOOST_TEST(complaint(read("GET", "/rooms/a/messages", "limit=1&limit=2")) == "limit bad_request");
  BOOST_TEST(complaint(read("GET", "/rooms/a/messages", "limit=%zz")) == " bad_request");
  BOOST_TEST(complaint(read("POST", "/rooms/a/events", "durable=1", R"({"event":"x"})")) ==
             "durable bad_request");
  BOOST_TEST(complaint(read("POST", "/rooms/a/events", "event=x", R"({"event":"y"})")) ==
             "event bad_request");
  BOOST_TEST(complaint(read("POST", "/rooms/%00/messages", "", R"({"text":"x"})")) == "room bad_request");
  BOOST_TEST(complaint(read("POST", "/rooms/a/messages", "", R"({"text":"x"})", std::string(65, 'k'))) ==
             "Idempotency-Key bad_request");
}

BOOST_AUTO_TEST_CASE(a_body_is_a_json_object) {
  for (const auto* body : {"[1]", "\"x\"", "{", "{\"text\":\"\xff\"}", "{\"a\":1,\"a\":2}", "{} {}"})
    BOOST_TEST(complaint(read("POST", "/rooms/a/messages", "", body)) == " bad_request", body);
}

BOOST_AUTO_TEST_CASE(a_stream_begins_where_its_client_stands) {
  const auto since = [](std::string query, std::string last_event) {
    http::request r{"GET", "/rooms/a/stream", std::move(query), {}, {}};
    if (!last_event.empty()) r.headers.emplace_back("last-event-id", std::move(last_event));
    const auto c = http::read_stream_request(r, routes().find("GET", "/rooms/a/stream"));
    if (!c) return c.error().field;
    const auto at = model::value(c->data).find("since");
    if (!at.present()) return std::string("head");
    return std::to_string(at.find("epoch").uint().value_or(0)) + " " +
           std::to_string(at.find("offset").uint().value_or(0));
  };
  BOOST_TEST(since("", "") == "head");
  BOOST_TEST(since("since=5.7", "") == "5 7");
  BOOST_TEST(since("since=5.7", "5.9") == "5 9");
  BOOST_TEST(since("", "5.0") == "5 0");
  for (const auto* wrong : {"5", "5.", ".5", "a.b", "5.7x", "%zz"})
    BOOST_TEST(since("since=" + std::string(wrong), "") == "since", wrong);
}

BOOST_AUTO_TEST_CASE(statuses_follow_from_codes) {
  using model::error_code;
  const std::pair<error_code, int> expected[] = {
      {error_code::bad_request, 400},    {error_code::unauthenticated, 401}, {error_code::forbidden, 403},
      {error_code::not_found, 404},      {error_code::conflict, 409},        {error_code::gone, 410},
      {error_code::too_large, 413},      {error_code::rate_limited, 429},    {error_code::internal, 500},
      {error_code::unavailable, 503},    {error_code::storage_full, 507},    {error_code::room_full, 409},
      {error_code::unknown_command, 404}};
  for (const auto& [code, status] : expected)
    BOOST_TEST(http::refused({code, "why"}).status == status);
}

BOOST_AUTO_TEST_CASE(a_refusal_says_what_and_when_to_come_back) {
  const auto r = http::refused({model::error_code::rate_limited, "too \"many\"", "field", 1'200, {}});
  BOOST_TEST(r.body == "{\"code\":\"rate_limited\",\"message\":\"too "
                       "\\\"many\\\"\",\"field\":\"field\",\"retry_after\":1200}\n");
  const auto bytes = http::to_bytes(r, false, true);
  BOOST_TEST(bytes.starts_with("HTTP/1.1 429 Too Many Requests\r\n"));
  BOOST_TEST(bytes.find("retry-after: 2\r\n") != bytes.npos);
  BOOST_TEST(bytes.find("connection: keep-alive\r\n") != bytes.npos);
  const auto head = http::to_bytes(r, true, false);
  BOOST_TEST(head.ends_with("connection: close\r\n\r\n"));
  BOOST_TEST(http::to_bytes(http::refused({model::error_code::unauthenticated, ""}), true, true)
                 .find("www-authenticate: Bearer\r\n") != bytes.npos);
}

BOOST_AUTO_TEST_CASE(pages_of_other_origins_get_what_the_list_allows) {
  const auto letters = [](std::vector<std::string> allowed, std::string origin) {
    const origin_policy policy(std::move(allowed), {});
    const http::cors by(policy);
    http::request r{"GET", "/", "", {{"origin", std::move(origin)}, {"host", "snug.example"}}, {}};
    if (!by.allowed(r)) return std::string("refused");
    http::response out;
    by.let_read(r, out);
    std::string text;
    for (const auto& [name, value] : out.headers)
      text += name + "=" + value + ";";
    return text;
  };
  BOOST_TEST(letters({}, "https://evil.example") == "refused");
  BOOST_TEST(letters({"https://app.example"}, "https://evil.example") == "refused");
  BOOST_TEST(letters({"https://app.example"}, "https://app.example") ==
             "access-control-allow-origin=https://app.example;access-control-allow-credentials=true;"
             "vary=Origin;access-control-expose-headers=Retry-After;");
  BOOST_TEST(letters({"*"}, "https://any.example") ==
             "access-control-allow-origin=*;access-control-expose-headers=Retry-After;");
}

BOOST_AUTO_TEST_SUITE_END()
