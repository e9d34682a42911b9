#pragma once
#include "store/ports/clock.hpp"
#include "transport/hooks/web_request.hpp"
#include <string>
#include <string_view>

namespace snug::transport::hooks {

/// Makes signed requests to one address.
struct envelope {
  web_address to;
  std::string secret;
  std::string_view kind; ///< `event`, `command` or `connect`: the header `Snug-Hook`
  std::uint32_t timeout_ms = 10'000;

  /// `number`, `delivery`: of an event, the headers `Snug-Number` and `Snug-Delivery`; 0, "": none.
  [[nodiscard]] web_request around(std::string body, std::int64_t wall_ms, std::uint64_t number = 0,
                                   std::string_view delivery = {}) const;
};

} // namespace snug::transport::hooks
