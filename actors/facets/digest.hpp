#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace snug::facets {

/// SHA-256 (FIPS 180-4) of bytes given in pieces. Here because repeat rows are found by a hash that a client
/// chooses the input of: a hash that can be turned round would let one user take the repeat rows of another.
class digest {
public:
  void add(std::string_view bytes) noexcept;
  /// Once; the object is spent then.
  [[nodiscard]] std::array<unsigned char, 32> finish() noexcept;

private:
  void block(const unsigned char* bytes) noexcept;

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> waiting_{};
  std::size_t held_ = 0;
  std::uint64_t total_ = 0;
};

/// FNV-1a, 64 bit, carried on from `hash`: for telling contents of one author apart, nothing more. Frozen on
/// disk.
inline constexpr std::uint64_t fnv_begin = 0xcbf29ce484222325ull;
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash = fnv_begin) noexcept {
  for (const char c : bytes)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return hash;
}

} // namespace snug::facets
