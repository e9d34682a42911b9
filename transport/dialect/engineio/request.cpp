#include "transport/dialect/engineio/request.hpp"
#include "transport/dialect/json_writer.hpp"

namespace snug::engineio {

std::string_view message_of(refusal r) noexcept {
  switch (r) {
  case refusal::transport_unknown:
    return "Transport unknown";
  case refusal::session_unknown:
    return "Session ID unknown";
  case refusal::bad_handshake_method:
    return "Bad handshake method";
  case refusal::bad_request:
    return "Bad request";
  case refusal::forbidden:
    return "Forbidden";
  case refusal::unsupported_version:
    return "Unsupported protocol version";
  }
  return "Bad request";
}

int status_of(refusal r) noexcept { return r == refusal::forbidden ? 403 : 400; }

std::string body_of(refusal r, std::string_view message) {
  std::string out;
  dialect::json_writer(out)
      .plain("{\"code\":")
      .uint(static_cast<std::uint8_t>(r))
      .plain(",\"message\":")
      .text(message.empty() ? message_of(r) : message)
      .plain("}");
  return out;
}

} // namespace snug::engineio
