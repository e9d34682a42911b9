#include "transport/http/router.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::transport;

namespace {

struct a_node final : http::node_view {
  [[nodiscard]] std::string not_ready() const override { return why_not; }
  [[nodiscard]] http::node_status status() const override {
    http::node_status s;
    s.version = "1.2\"3";
    s.connections = 4;
    s.sync_p99_ms = 1.25;
    return s;
  }
  [[nodiscard]] std::string metrics() const override { return "snug_connections 4\n"; }
  std::string why_not;
};

struct site {
  a_node node;
  http::router router{node};
  http::response get(const char* path) { return router.handle(ask("GET", path)); }
  static http::request ask(std::string method, std::string path) {
    http::request r;
    r.method = std::move(method);
    r.path = std::move(path);
    return r;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(http_of_a_node)

BOOST_FIXTURE_TEST_CASE(health_is_ok_while_the_process_lives, site) {
  node.why_not = "draining";
  BOOST_TEST(get("/health").status == 200);
}

BOOST_FIXTURE_TEST_CASE(ready_says_why_not, site) {
  BOOST_TEST(get("/ready").status == 200);
  node.why_not = "clock_wrong";
  BOOST_TEST(get("/ready").status == 503);
  BOOST_TEST(get("/ready").body.find("\"reason\":\"clock_wrong\"") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(status_is_json, site) {
  const auto body = get("/status").body;
  BOOST_TEST(body.starts_with("{\"version\":\"1.2\\\"3\""));
  BOOST_TEST(body.find("\"connections\":4,") != std::string::npos);
  BOOST_TEST(body.find("\"sync\":{\"p50_ms\":0.00,\"p99_ms\":1.25}") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(metrics_are_prometheus_text, site) {
  BOOST_TEST(get("/metrics").type.starts_with("text/plain; version=0.0.4"));
  BOOST_TEST(get("/metrics").body == "snug_connections 4\n");
}

BOOST_FIXTURE_TEST_CASE(other_paths_and_methods_are_refused_in_json, site) {
  BOOST_TEST(get("/nothing").status == 404);
  BOOST_TEST(get("/nothing").body.find("\"code\":\"not_found\"") != std::string::npos);
  const auto posted = router.handle(ask("POST", "/health"));
  BOOST_TEST(posted.status == 405);
  BOOST_TEST(posted.allow == "GET, HEAD, OPTIONS");
}

BOOST_FIXTURE_TEST_CASE(the_socket_path_says_that_it_wants_an_upgrade, site) {
  BOOST_TEST(get("/v1/socket").status == 426);
}

BOOST_FIXTURE_TEST_CASE(the_tables_are_served_as_a_page_and_as_openapi, site) {
  BOOST_TEST(get("/docs").type == "text/html; charset=utf-8");
  BOOST_TEST(get("/docs").body.find("message.send") != std::string::npos);
  BOOST_TEST(get("/docs").body.find("http://") == std::string::npos); // it needs nothing from elsewhere
  BOOST_TEST(get("/api/v1/openapi.json").body.find("\"operationId\": \"message.send\"") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
