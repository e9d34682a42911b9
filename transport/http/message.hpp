#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace snug::transport::http {

/// What of a request matters to its answer. `path` is decoded and has no query.
struct request {
  std::string method; ///< "GET", "HEAD", …
  std::string path;
};

struct response {
  int status = 200;
  std::string type = "application/json"; ///< Content-Type
  std::string body;
  std::string allow; ///< for 405: the methods there are
};

/// `{"error": {"code": …, "message": …}}` with the status of that name.
[[nodiscard]] response error(int status, std::string_view code, std::string_view message);

/// `text` as a JSON string, quotes included.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace snug::transport::http
