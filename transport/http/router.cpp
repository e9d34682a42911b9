#include "transport/http/router.hpp"
#include "actors/facets/openapi.hpp"
#include "actors/facets/reference_page.hpp"
#include "transport/http/status_page.hpp"
#include <algorithm>
#include <iterator>
#include <string_view>

namespace snug::transport::http {

struct router::route {
  std::string_view path;
  response (router::*answer)() const;
};

const router::route router::routes[] = {
    {"/", &router::index},          {"/health", &router::health},
    {"/ready", &router::ready},     {"/status", &router::status},
    {"/metrics", &router::metrics}, {"/v1/socket", &router::socket},
    {"/docs", &router::docs},       {"/api/v1/openapi.json", &router::openapi},
};

router::router(const node_view& node)
  : node_(node)
  , openapi_(&facets::schema_openapi)
  , reference_(&facets::reference_page) {}

response router::handle(const request& r) const {
  const auto found =
      std::find_if(std::begin(routes), std::end(routes), [&](const route& x) { return x.path == r.path; });
  if (found == std::end(routes)) return error(404, "not_found", "no such path");
  if (r.method == "OPTIONS") {
    response may;
    may.status = 204;
    may.allow = "GET, HEAD, OPTIONS";
    return may;
  }
  if (r.method != "GET" && r.method != "HEAD") {
    auto no = error(405, "method_not_allowed", "only GET and HEAD");
    no.allow = "GET, HEAD, OPTIONS";
    return no;
  }
  return (this->*found->answer)();
}

response router::index() const {
  return {200, "application/json",
          "{\"name\":\"snug\",\"version\":" + quoted(node_.status().version) +
              ",\"socket\":\"/v1/socket\",\"health\":\"/health\",\"ready\":\"/ready\",\"status\":\"/status\","
              "\"metrics\":\"/metrics\",\"api\":\"/api/v1\",\"openapi\":\"/api/v1/openapi.json\",\"docs\":\"/"
              "docs\"}\n"};
}

response router::health() const { return {200, "application/json", "{\"ok\":true}\n"}; }

response router::ready() const {
  const auto why = node_.not_ready();
  if (why.empty()) return {200, "application/json", "{\"ready\":true}\n"};
  return {503, "application/json", "{\"ready\":false,\"reason\":" + quoted(why) + "}\n"};
}

response router::status() const { return {200, "application/json", to_json(node_.status())}; }

response router::metrics() const {
  return {200, "text/plain; version=0.0.4; charset=utf-8", node_.metrics()};
}

response router::docs() const {
  // Nothing is fetched and nothing runs in it but its own styles.
  response page{200, "text/html; charset=utf-8", reference_.get()};
  page.with("content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  return page;
}

response router::openapi() const { return {200, "application/json", openapi_.get()}; }

response router::socket() const { return error(426, "upgrade_required", "this path speaks WebSocket"); }

} // namespace snug::transport::http
