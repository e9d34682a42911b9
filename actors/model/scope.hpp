#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::model {

/// What an API key may do beyond its service user's own standing. Frozen on disk.
enum class scope : std::uint8_t {
  publish = 1, ///< see any room and speak in it, `system` messages included
  rooms = 2,   ///< make, change and delete any room, and its members
  users = 4,   ///< accounts, their sessions, and revocation
  admin = 8,   ///< everything
};

/// A set of scopes; `admin` has them all.
class scopes {
public:
  constexpr scopes() noexcept = default;
  constexpr explicit scopes(std::uint8_t bits) noexcept
    : bits_(bits) {}
  constexpr scopes(scope s) noexcept
    : bits_(static_cast<std::uint8_t>(s)) {}

  [[nodiscard]] constexpr bool has(scope s) const noexcept {
    return (bits_ & (static_cast<std::uint8_t>(s) | static_cast<std::uint8_t>(scope::admin))) != 0;
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint8_t bits() const noexcept { return bits_; }
  constexpr scopes& operator|=(scopes other) noexcept {
    bits_ |= other.bits_;
    return *this;
  }
  friend constexpr bool operator==(scopes, scopes) noexcept = default;

private:
  std::uint8_t bits_ = 0;
};

/// "publish,rooms", in the order of their values; "" for none.
[[nodiscard]] std::string print(scopes s);
/// The reverse; nothing for an unknown word. Spaces around words are allowed.
[[nodiscard]] std::optional<scopes> parse_scopes(std::string_view text);

} // namespace snug::model
