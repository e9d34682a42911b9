#pragma once
#include "transport/http/late_text.hpp"
#include "transport/http/message.hpp"
#include "transport/http/node_view.hpp"

namespace snug::transport::http {

/// Answers the pages of a node: what doesn't ask a room anything. Const; any thread.
class router {
public:
  explicit router(const node_view& node);
  /// HEAD is answered like GET; the socket leaves the body out.
  [[nodiscard]] response handle(const request& r) const;
  /// The node in numbers.
  [[nodiscard]] node_status figures() const { return node_.status(); }

private:
  [[nodiscard]] response index() const;
  [[nodiscard]] response health() const;
  [[nodiscard]] response ready() const;
  [[nodiscard]] response status() const;
  [[nodiscard]] response metrics() const;
  [[nodiscard]] response socket() const;
  [[nodiscard]] response docs() const;
  [[nodiscard]] response openapi() const;

  struct route;
  static const route routes[];

  const node_view& node_;
  const late_text openapi_;
  const late_text reference_;
};

} // namespace snug::transport::http
