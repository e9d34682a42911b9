#include "transport/hooks/envelope.hpp"
#include "transport/hooks/hook_signature.hpp"

namespace snug::transport::hooks {

web_request envelope::around(std::string body, std::int64_t wall_ms, std::uint64_t number,
                             std::string_view delivery) const {
  web_request out;
  out.to = to;
  out.timeout_ms = timeout_ms;
  out.headers.emplace_back("snug-hook", kind);
  out.headers.emplace_back("snug-signature", signature_of(secret, wall_ms, body));
  if (number != 0) out.headers.emplace_back("snug-number", std::to_string(number));
  if (!delivery.empty()) out.headers.emplace_back("snug-delivery", delivery);
  out.body = std::move(body);
  return out;
}

} // namespace snug::transport::hooks
