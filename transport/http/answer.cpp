#include "transport/http/answer.hpp"
#include "transport/dialect/json_writer.hpp"

namespace snug::transport::http {

response refused(const model::failure& why) {
  response r;
  r.status = model::http_status(why.code);
  dialect::json_writer json(r.body);
  json.plain(R"({"code":")").plain(model::name_of(why.code)).plain(R"(","message":)").text(why.message);
  if (!why.field.empty()) json.plain(R"(,"field":)").text(why.field);
  if (why.retry_after_ms != 0) json.plain(R"(,"retry_after":)").uint(why.retry_after_ms);
  if (!why.current.empty()) json.plain(R"(,"current":)").value(why.current);
  json.plain("}\n");
  if (why.retry_after_ms != 0) r.with("retry-after", std::to_string((why.retry_after_ms + 999) / 1'000));
  if (why.code == model::error_code::unauthenticated) r.with("www-authenticate", "Bearer");
  return r;
}

response answer_of(const model::reply& reply) {
  if (!reply.outcome) return refused(reply.outcome.error());
  response r;
  dialect::json_writer(r.body).value(*reply.outcome);
  r.body += '\n';
  r.with("cache-control", "no-store");
  return r;
}

} // namespace snug::transport::http
