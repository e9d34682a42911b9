#include "transport/http/message.hpp"
#include <cstdio>

namespace snug::transport::http {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      out += escaped;
    } else {
      out += c;
    }
  }
  return out += '"';
}

response error(int status, std::string_view code, std::string_view message) {
  response r;
  r.status = status;
  r.body = "{\"error\":{\"code\":" + quoted(code) + ",\"message\":" + quoted(message) + "}}\n";
  return r;
}

} // namespace snug::transport::http
