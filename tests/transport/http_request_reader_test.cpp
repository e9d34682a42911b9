#include "transport/http/request_reader.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::transport::http;
using step = request_reader::step;

namespace {

request_reader reader() { return request_reader({400, 10, 20}); }

/// What reading `bytes` as one request comes to: 0 for more, 200 for a whole one, else the refusal's status.
int status_of(std::string_view bytes) {
  auto r = reader();
  r.add(bytes);
  switch (r.next()) {
  case step::more:
    return 0;
  case step::whole:
    return 200;
  case step::wrong:
    break;
  }
  BOOST_TEST(r.refusal().last);
  BOOST_TEST(r.refusal().body.starts_with("{\"code\":"));
  return r.refusal().status;
}

std::string get(std::string_view headers) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n";
}
std::string post(std::string_view rest) { return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(rest); }

} // namespace

BOOST_AUTO_TEST_SUITE(http_requests)

BOOST_AUTO_TEST_CASE(a_request_is_the_same_however_it_is_cut) {
  const std::string bytes = "POST /a%20b?x=1&y HTTP/1.1\r\nHost: example\r\nX-Mixed:  Case \r\n"
                            "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    auto r = reader();
    r.add(bytes.substr(0, cut));
    if (r.next() == step::more) {
      r.add(bytes.substr(cut));
      BOOST_REQUIRE((r.next() == step::whole));
    } else {
      r.add(bytes.substr(cut));
    }
    const auto read = r.take();
    BOOST_TEST(read.method == "POST");
    BOOST_TEST(read.path == "/a%20b");
    BOOST_TEST(read.query == "x=1&y");
    BOOST_TEST(read.header("x-mixed") == "Case");
    BOOST_TEST(read.header("absent") == "");
    BOOST_TEST(read.body == "hello");
    BOOST_TEST(read.keep_alive);
    BOOST_TEST(r.begun());
    BOOST_TEST((r.next() == step::more));
  }
}

BOOST_AUTO_TEST_CASE(chunks_are_put_together_however_they_are_cut) {
  const auto bytes = post("Transfer-Encoding: Chunked\r\n\r\n3;why=not\r\nabc\r\nA\r\n0123456789\r\n0\r\n"
                          "Trailer: x\r\n\r\nGET");
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    auto r = reader();
    r.add(bytes.substr(0, cut));
    const auto first = r.next();
    BOOST_REQUIRE((first != step::wrong));
    r.add(bytes.substr(cut));
    if (first == step::more) BOOST_REQUIRE((r.next() == step::whole));
    BOOST_TEST(r.take().body == "abc0123456789");
    BOOST_TEST(r.unread() == "GET");
  }
}

BOOST_AUTO_TEST_CASE(chunks_that_are_none_are_refused) {
  const auto chunked = [](std::string_view chunks) {
    return status_of(post("Transfer-Encoding: chunked\r\n\r\n" + std::string(chunks)));
  };
  BOOST_TEST(chunked("x\r\n") == 400);
  BOOST_TEST(chunked("\r\n") == 400);
  BOOST_TEST(chunked("-1\r\n") == 400);
  BOOST_TEST(chunked("2\r\nabc\r\n") == 400);
  BOOST_TEST(chunked("2\nab\n") == 400);
  BOOST_TEST(chunked("15\r\n") == 413);
  BOOST_TEST(chunked("10\r\n0123456789abcdef\r\n5\r\n") == 413);
  BOOST_TEST(chunked("ffffffffffffffffff\r\n") == 413);
  BOOST_TEST(chunked(std::string(2'000, '1')) == 400);
}

BOOST_AUTO_TEST_CASE(lengths_that_two_readers_could_read_in_two_ways_are_refused) {
  BOOST_TEST(status_of(post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")) == 400);
  BOOST_TEST(status_of(post("Content-Length: 1\r\nContent-Length: 2\r\n\r\n")) == 400);
  BOOST_TEST(status_of(post("Content-Length: 1, 1\r\n\r\n")) == 400);
  BOOST_TEST(status_of(post("Content-Length: -1\r\n\r\n")) == 400);
  BOOST_TEST(status_of(post("Content-Length: many\r\n\r\n")) == 400);
  BOOST_TEST(status_of(post("Transfer-Encoding: gzip, chunked\r\n\r\n")) == 501);
  BOOST_TEST(status_of(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")) == 400);
}

BOOST_AUTO_TEST_CASE(a_body_says_how_long_it_is_and_isnt_too_long) {
  BOOST_TEST(status_of(post("\r\n")) == 411);
  BOOST_TEST(status_of(post("Content-Length: 0\r\n\r\n")) == 200);
  BOOST_TEST(status_of(post("Content-Length: 20\r\n\r\n")) == 0);
  BOOST_TEST(status_of(post("Content-Length: 21\r\n\r\n")) == 413);
  BOOST_TEST(status_of(post("Content-Length: 99999999999999999999\r\n\r\n")) == 413);
  BOOST_TEST(status_of("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n") == 200);
}

BOOST_AUTO_TEST_CASE(what_is_too_long_is_refused_before_it_is_whole) {
  BOOST_TEST(status_of(get("X: " + std::string(400, 'x'))) == 431);
  BOOST_TEST(status_of("GET / HTTP/1.1\r\nX: " + std::string(400, 'x')) == 431);
  std::string many;
  for (int i = 0; i < 11; ++i)
    many += "a: b\r\n";
  BOOST_TEST(status_of(get(many)) == 431);
  auto r = request_reader({16'384, 10, 20});
  r.add("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n");
  BOOST_TEST((r.next() == step::wrong));
  BOOST_TEST(r.refusal().status == 414);
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_refused) {
  for (const auto* line : {"hello", "GET /", "GET  / HTTP/1.1", "GET / x HTTP/1.1", "G(T / HTTP/1.1",
                           "GET x HTTP/1.1", "GET / FTP/1.1", "\x16\x03\x01"})
    BOOST_TEST(status_of(std::string(line) + "\r\nHost: a\r\n\r\n") == 400, line);
  BOOST_TEST(status_of("GET / HTTP/2.0\r\nHost: a\r\n\r\n") == 505);
  BOOST_TEST(status_of(get("no colon\r\n")) == 400);
  BOOST_TEST(status_of(get("space : x\r\n")) == 400);
  BOOST_TEST(status_of(get("a: b\r\n folded\r\n")) == 400);
  BOOST_TEST(status_of(get(std::string("a: b\0c\r\n", 8))) == 400);
  BOOST_TEST(status_of(get("Expect: miracles\r\n")) == 417);
}

BOOST_AUTO_TEST_CASE(one_host_is_named_in_http_1_1) {
  BOOST_TEST(status_of("GET / HTTP/1.1\r\n\r\n") == 400);
  BOOST_TEST(status_of("GET / HTTP/1.0\r\n\r\n") == 200);
  BOOST_TEST(status_of(get("Host: b\r\n")) == 400);
}

BOOST_AUTO_TEST_CASE(the_client_says_whether_the_connection_goes_on) {
  const auto goes_on = [](std::string_view bytes) {
    auto r = reader();
    r.add(bytes);
    BOOST_REQUIRE((r.next() == step::whole));
    return r.take().keep_alive;
  };
  BOOST_TEST(goes_on(get("")));
  BOOST_TEST(!goes_on(get("Connection: Close\r\n")));
  BOOST_TEST(!goes_on("GET / HTTP/1.0\r\n\r\n"));
  BOOST_TEST(goes_on("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(a_go_ahead_is_wanted_once_and_only_while_the_body_isnt_there) {
  auto r = reader();
  r.add(post("Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  BOOST_TEST((r.next() == step::more));
  BOOST_TEST(r.wants_go_ahead());
  BOOST_TEST(!r.wants_go_ahead());
  auto with_body = reader();
  with_body.add(post("Expect: 100-continue\r\nContent-Length: 2\r\n\r\na"));
  BOOST_TEST((with_body.next() == step::more));
  BOOST_TEST(!with_body.wants_go_ahead());
}

BOOST_AUTO_TEST_CASE(empty_lines_before_a_request_and_an_absolute_path_are_read) {
  auto r = reader();
  r.add("\r\n\r\nGET http://example/path?q HTTP/1.1\r\nHost: example\r\n\r\n");
  BOOST_REQUIRE((r.next() == step::whole));
  const auto read = r.take();
  BOOST_TEST(read.path == "/path");
  BOOST_TEST(read.query == "q");
}

BOOST_AUTO_TEST_SUITE_END()
