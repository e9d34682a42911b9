#include "store/checksum.hpp"
#include <cstring>
#include <zlib.h>

namespace snug::store {

std::uint32_t checksum(std::string_view key, std::string_view value) noexcept {
  const auto bytes = [](std::string_view s) { return reinterpret_cast<const Bytef*>(s.data()); };
  auto sum = crc32_z(0, bytes(key), key.size());
  sum = crc32_z(sum, bytes(value), value.size());
  return static_cast<std::uint32_t>(sum);
}

void seal(std::string_view key, std::string_view value, char* out) noexcept {
  if (!value.empty()) std::memcpy(out, value.data(), value.size());
  const auto sum = checksum(key, value);
  for (int i = 0; i < 4; ++i)
    out[value.size() + i] = static_cast<char>(sum >> (24 - 8 * i));
}

std::optional<std::string_view> unseal(std::string_view key, std::string_view sealed) noexcept {
  if (sealed.size() < checksum_bytes) return std::nullopt;
  const auto value = sealed.substr(0, sealed.size() - checksum_bytes);
  std::uint32_t stored = 0;
  for (const char c : sealed.substr(value.size()))
    stored = (stored << 8) | static_cast<unsigned char>(c);
  if (stored != checksum(key, value)) return std::nullopt;
  return value;
}

} // namespace snug::store
