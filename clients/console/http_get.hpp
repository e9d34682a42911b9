#pragma once
#include "actors/model/result.hpp"
#include "clients/cpp/endpoint.hpp"
#include <cstdint>
#include <string>

namespace snug::console {

struct http_answer {
  int status = 0;
  std::string body;
};

/// GETs `from` (its path) over HTTP/1.0, under TLS where its address says so, and waits at most `timeout_ms`
/// for each step; at most 1 MiB of body.
[[nodiscard]] model::result<http_answer> http_get(const client::endpoint& from, std::uint32_t timeout_ms);

} // namespace snug::console
