#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::yjs {

/// Appends an integer of at most 2^53 - 1 as lib0 does: 7 bits a byte, the least significant first.
inline void put_uint(std::string& out, std::uint64_t n) {
  for (; n >= 0x80; n >>= 7)
    out.push_back(static_cast<char>(0x80 | (n & 0x7f)));
  out.push_back(static_cast<char>(n));
}

/// Appends a length and the bytes; texts are written the same way.
inline void put_buffer(std::string& out, std::string_view bytes) {
  put_uint(out, bytes.size());
  out.append(bytes);
}

} // namespace snug::yjs
