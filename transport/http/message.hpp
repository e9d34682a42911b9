#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::transport::http {

/// A whole request. `path` and `query` are as they stood in the request line: not decoded, without the `?`.
struct request {
  std::string method; ///< "GET", "HEAD", …
  std::string path;
  std::string query;
  std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case, in the order they came
  std::string body;
  bool keep_alive = true; ///< the client wants the connection to go on

  /// The first header of that name (lower case); "" where there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

struct response {
  int status = 200;
  std::string type = "application/json"; ///< Content-Type; left out where there is no body
  std::string body = {};
  std::string allow = {};                                        ///< for 405: the methods there are
  std::vector<std::pair<std::string, std::string>> headers = {}; ///< more of them
  bool last = false;                                             ///< the connection ends with it

  response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

/// `{"code": …, "message": …}` with the status of that name.
[[nodiscard]] response error(int status, std::string_view code, std::string_view message);

/// The bytes of `r`. `head`: without its body. `keep_alive`: the connection goes on.
[[nodiscard]] std::string to_bytes(const response& r, bool head, bool keep_alive);

/// What a status is called in a status line.
[[nodiscard]] std::string_view reason_of(int status) noexcept;

/// `text` as a JSON string, quotes included.
[[nodiscard]] std::string quoted(std::string_view text);

/// ASCII letters in lower case.
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] bool same_text(std::string_view a, std::string_view b) noexcept;
/// Without the blanks and tabs around it.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// True where the comma-separated `list` has `item`, in whatever case.
[[nodiscard]] bool lists(std::string_view list, std::string_view item) noexcept;

} // namespace snug::transport::http
