#include "transport/hooks/hook_signature.hpp"
#include "transport/signature.hpp"

namespace snug::transport::hooks {

std::string signature_of(std::string_view secret, std::int64_t wall_ms, std::string_view body) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto time = std::to_string(wall_ms / 1'000);
  std::string message = time;
  message.append(".").append(body);
  std::string out = "t=" + time + ",v1=";
  for (const unsigned char byte : sign(secret, message)) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

} // namespace snug::transport::hooks
