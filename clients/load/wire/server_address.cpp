#include "clients/load/wire/server_address.hpp"
#include <algorithm>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>

namespace snug::load {

namespace {

constexpr std::string_view default_port = "7684";

struct parts {
  std::string host, port;
};

/// `rest`: behind the scheme. IPv6 addresses stand in brackets.
parts split(std::string_view rest) {
  rest = rest.substr(0, rest.find('/'));
  const auto bracket = rest.find(']');
  const auto colon = rest.find(':', bracket == rest.npos ? 0 : bracket);
  parts out{std::string(rest.substr(0, colon)), std::string(default_port)};
  if (colon != rest.npos) out.port = rest.substr(colon + 1);
  if (bracket != rest.npos) out.host = rest.substr(1, bracket - 1);
  return out;
}

} // namespace

server_address server_address::loopback(std::uint16_t port) {
  return look_up("ws://127.0.0.1:" + std::to_string(port));
}

server_address server_address::look_up(std::string_view url) {
  server_address out;
  const auto scheme = url.substr(0, url.find("://"));
  if (scheme != "ws" && scheme != "http") {
    out.complaint_ = "url must begin with ws:// (TLS is not spoken)";
    return out;
  }
  const auto rest = url.substr(scheme.size() + 3);
  const auto [host, port] = split(rest);
  out.host_ = rest.substr(0, rest.find('/'));
  addrinfo wish{};
  wish.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &wish, &found); error != 0) {
    out.complaint_ = "url " + std::string(url) + ": " + gai_strerror(error);
    return out;
  }
  out.size_ = found->ai_addrlen;
  std::memcpy(&out.address_, found->ai_addr, found->ai_addrlen);
  freeaddrinfo(found);
  return out;
}

bool server_address::is_loopback() const noexcept {
  if (family() != AF_INET) return false;
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address_);
  return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
}

} // namespace snug::load
