#include "transport/http/message.hpp"
#include <algorithm>
#include <cstdio>

namespace snug::transport::http {

namespace {

constexpr char lowered(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

} // namespace

std::string_view request::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lowered);
  return out;
}

bool same_text(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lowered(x) == lowered(y); });
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

bool lists(std::string_view list, std::string_view item) noexcept {
  for (;;) {
    const auto comma = list.find(',');
    if (same_text(trimmed(list.substr(0, comma)), item)) return true;
    if (comma == list.npos) return false;
    list.remove_prefix(comma + 1);
  }
}

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
  r.body = "{\"code\":" + quoted(code) + ",\"message\":" + quoted(message) + "}\n";
  return r;
}

std::string_view reason_of(int status) noexcept {
  switch (status) {
  case 100:
    return "Continue";
  case 200:
    return "OK";
  case 204:
    return "No Content";
  case 400:
    return "Bad Request";
  case 401:
    return "Unauthorized";
  case 403:
    return "Forbidden";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  case 408:
    return "Request Timeout";
  case 409:
    return "Conflict";
  case 410:
    return "Gone";
  case 411:
    return "Length Required";
  case 413:
    return "Content Too Large";
  case 414:
    return "URI Too Long";
  case 417:
    return "Expectation Failed";
  case 421:
    return "Misdirected Request";
  case 426:
    return "Upgrade Required";
  case 429:
    return "Too Many Requests";
  case 431:
    return "Request Header Fields Too Large";
  case 500:
    return "Internal Server Error";
  case 501:
    return "Not Implemented";
  case 503:
    return "Service Unavailable";
  case 505:
    return "HTTP Version Not Supported";
  case 507:
    return "Insufficient Storage";
  default:
    return "Status";
  }
}

std::string to_bytes(const response& r, bool head, bool keep_alive) {
  std::string out;
  out.reserve(256 + r.body.size());
  const auto line = [&out](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  out.append("HTTP/1.1 ").append(std::to_string(r.status)).append(" ").append(reason_of(r.status));
  out.append("\r\n");
  if (!r.body.empty()) line("content-type", r.type);
  if (r.status != 204) line("content-length", std::to_string(r.body.size()));
  line("x-content-type-options", "nosniff");
  if (!r.allow.empty()) line("allow", r.allow);
  for (const auto& [name, value] : r.headers)
    line(name, value);
  line("connection", keep_alive && !r.last ? "keep-alive" : "close");
  out.append("\r\n");
  if (!head) out.append(r.body);
  return out;
}

} // namespace snug::transport::http
