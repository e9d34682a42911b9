#include "transport/hooks/web_address.hpp"
#include <algorithm>
#include <charconv>

namespace snug::transport::hooks {

std::optional<web_address> web_address::parse(std::string_view text) {
  web_address out;
  if (text.starts_with("https://"))
    out.tls = true;
  else if (!text.starts_with("http://"))
    return std::nullopt;
  text.remove_prefix(out.tls ? 8 : 7);
  const auto plain = [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\'; };
  if (!std::all_of(text.begin(), text.end(), plain)) return std::nullopt;
  const auto path = std::min(text.find_first_of("/?"), text.size());
  out.authority = text.substr(0, path);
  out.path = text.substr(path);
  if (!out.path.starts_with('/')) out.path.insert(0, "/");
  out.port = out.tls ? 443 : 80;

  std::string_view host = out.authority;
  if (host.find('@') != host.npos) return std::nullopt;
  const auto bracket = host.find(']');
  const auto colon = host.find(':', bracket == host.npos ? 0 : bracket);
  if (colon != host.npos) {
    const auto digits = host.substr(colon + 1);
    const auto* last = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), last, out.port);
    if (read.ec != std::errc{} || read.ptr != last || out.port == 0) return std::nullopt;
    host = host.substr(0, colon);
  }
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return std::nullopt;
    host = host.substr(1, host.size() - 2);
  }
  if (host.empty()) return std::nullopt;
  out.host = host;
  return out;
}

} // namespace snug::transport::hooks
