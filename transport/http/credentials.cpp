#include "transport/http/credentials.hpp"
#include "transport/http/doorkeeper.hpp"

namespace snug::transport::http {

query_items query_of(const request& r) { return read_query(r.query).value_or(query_items{}); }

arrival credentials(const request& r, const query_items& query, const arrival& came, token_in where) {
  arrival out;
  out.address = came.address;
  out.unidentified = came.unidentified;
  out.bearer = doorkeeper::bearer(r);
  for (const auto& [name, value] : query)
    if (name == "ticket")
      out.ticket = value;
    else if (name == "token" && where == token_in::header_or_query && out.bearer.empty())
      out.bearer = value;
  return out;
}

arrival engine_credentials(const request& r, const query_items& query, const arrival& came) {
  auto out = credentials(r, query, came, token_in::header_or_query);
  out.engine = true;
  out.query = r.query;
  for (const auto& [name, value] : query)
    if (name == "device") out.device = value;
  return out;
}

std::string_view sid_of(const query_items& query) noexcept {
  std::string_view sid;
  for (const auto& [name, value] : query)
    if (name == "sid") sid = value;
  return sid;
}

bool is_of_engine(std::string_view item) noexcept {
  return item == "EIO" || item == "transport" || item == "t" || item == "b64" || item == "sid";
}

} // namespace snug::transport::http
