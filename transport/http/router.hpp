#pragma once
#include "transport/http/message.hpp"
#include "transport/http/node_view.hpp"

namespace snug::transport::http {

/// Answers everything on the port that isn't a WebSocket. Const; any thread.
class router {
public:
  explicit router(const node_view& node)
    : node_(node) {}
  /// HEAD is answered like GET; the socket leaves the body out.
  [[nodiscard]] response handle(const request& r) const;

private:
  [[nodiscard]] response index() const;
  [[nodiscard]] response health() const;
  [[nodiscard]] response ready() const;
  [[nodiscard]] response status() const;
  [[nodiscard]] response metrics() const;
  [[nodiscard]] response socket() const;

  struct route;
  static const route routes[];

  const node_view& node_;
};

} // namespace snug::transport::http
