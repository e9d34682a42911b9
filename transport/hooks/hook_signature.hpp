#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::transport::hooks {

/// The header `Snug-Signature` of a request: `t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hex>`.
/// The time is under the signature, so an old request can't be sent again later.
[[nodiscard]] std::string signature_of(std::string_view secret, std::int64_t wall_ms, std::string_view body);

} // namespace snug::transport::hooks
