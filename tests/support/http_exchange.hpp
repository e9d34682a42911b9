#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::test {

/// Sends `request` byte for byte on a new connection and reads until the server ends it, `within` is over, or
/// a whole answer with a Content-Length is there. "" where nothing came.
[[nodiscard]] std::string http_exchange(std::uint16_t port, std::string_view request,
                                        std::chrono::milliseconds within = std::chrono::seconds(3));

/// An HTTP answer, taken apart.
struct http_answer {
  int status = 0; ///< 0: nothing came
  std::string headers;
  std::string body;
};
/// `extra`: more header lines, each with its CRLF; they come behind a Host that is an address unless `host`
/// says otherwise.
[[nodiscard]] http_answer http_ask(std::uint16_t port, std::string_view method, std::string_view path,
                                   std::string_view extra = {}, std::string_view host = "127.0.0.1");

} // namespace snug::test
