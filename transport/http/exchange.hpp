#pragma once
#include "transport/http/message.hpp"
#include <cstddef>
#include <string>

struct lws;

namespace snug::transport::http {

/// The most bytes of a body that are read before the answer. No path takes a body yet, so this is patience,
/// no capacity.
inline constexpr std::size_t max_body = 65'536;

/// What the headers say about what comes behind them.
struct incoming {
  request asked;
  std::string host;
  bool chunked = false;
  bool has_length = false;
  std::size_t length = 0;
};

/// Reads the headers of the request on `socket`; `path` as the library hands it over.
[[nodiscard]] incoming read_headers(lws* socket, std::string path);

/// Writes an answer. `head`: without body. `last`: the connection ends with it. Returns what the library's
/// callback has to return.
[[nodiscard]] int write(lws* socket, const response& r, bool head, bool last);

/// A header's value, "" where it isn't there. `token`: a `WSI_TOKEN_…`.
[[nodiscard]] std::string header(lws* socket, int token);

} // namespace snug::transport::http
