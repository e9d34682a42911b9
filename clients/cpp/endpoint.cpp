#include "clients/cpp/endpoint.hpp"
#include <algorithm>
#include <charconv>

namespace snug::client {
namespace {

model::failure bad(std::string message) {
  return {model::error_code::bad_request, std::move(message), "url", 0, {}};
}

bool starts(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// False where `text` is not a port.
bool read_port(std::string_view text, std::uint16_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out != 0;
}

/// Splits `host[:port]`; the port stays as it is where none is named. False where the brackets or the port
/// are wrong.
bool read_authority(std::string_view text, endpoint& out) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return false;
    out.host = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    return text.empty() || (starts(text, ":") && read_port(text, out.port));
  }
  const auto colon = text.find(':');
  out.host = text.substr(0, colon);
  return colon == std::string_view::npos || read_port(text.substr(colon + 1), out.port);
}

} // namespace

std::string endpoint::authority() const {
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return name + ":" + std::to_string(port);
}

model::result<endpoint> parse_url(std::string_view url, std::string_view path) {
  endpoint out;
  auto rest = url;
  if (starts(rest, "wss://") || starts(rest, "https://")) {
    out.tls = true;
    out.port = 443;
  } else if (!starts(rest, "ws://") && !starts(rest, "http://") &&
             rest.find("://") != std::string_view::npos) {
    return bad("the address must begin with ws://, wss://, http:// or https://");
  }
  const auto slash = rest.find('/');
  out.path = slash == std::string_view::npos || slash + 1 == rest.size() ? path : rest.substr(slash);
  if (!read_authority(rest.substr(0, slash), out) || out.host.empty())
    return bad("\"" + std::string(url) + "\" is not an address of the form ws://host:port");
  const auto unprintable = [](unsigned char c) { return c <= ' ' || c == 0x7f; };
  if (std::any_of(url.begin(), url.end(), unprintable))
    return bad("an address holds no spaces or control characters");
  return out;
}

} // namespace snug::client
