#include "transport/http/cors.hpp"

namespace snug::transport::http {

bool cors::allowed(const request& r) const {
  return origins_.origin_allowed(r.header("origin"), r.header("host"));
}

void cors::let_read(const request& r, response& out) const {
  const auto origin = r.header("origin");
  if (origin.empty() || !allowed(r)) return;
  if (origins_.any_origin()) {
    out.with("access-control-allow-origin", "*");
  } else {
    out.with("access-control-allow-origin", std::string(origin));
    out.with("access-control-allow-credentials", "true").with("vary", "Origin");
  }
  out.with("access-control-expose-headers", "Retry-After");
}

response cors::options(const request& r, std::string_view allow) const {
  response out;
  out.status = 204;
  out.allow = std::string(allow) + ", OPTIONS";
  if (r.header("access-control-request-method").empty()) return out;
  out.with("access-control-allow-methods", out.allow);
  out.with("access-control-allow-headers", "Authorization, Content-Type, Idempotency-Key, Last-Event-ID");
  return out.with("access-control-max-age", "600"), out;
}

} // namespace snug::transport::http
