#pragma once
#include "transport/http/message.hpp"
#include "transport/origin_policy.hpp"
#include <string_view>

namespace snug::transport::http {

/// Which pages of a browser may use the API (Fetch standard, CORS protocol): those that may open a socket. An
/// origin that is named may send credentials; where any may come ("*"), none may.
class cors {
public:
  explicit cors(const origin_policy& origins)
    : origins_(origins) {}

  /// True where the page that asks, if one does, may.
  [[nodiscard]] bool allowed(const request& r) const;
  /// Adds what lets the page read the answer.
  void let_read(const request& r, response& out) const;
  /// The answer to OPTIONS on a path that has the methods in `allow`: for browsers, which ask before they
  /// send, and for anybody else.
  [[nodiscard]] response options(const request& r, std::string_view allow) const;

private:
  const origin_policy& origins_;
};

} // namespace snug::transport::http
