#pragma once
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::facets {

/// Row values are a version byte, then one MessagePack array with a fixed number of entries (at most 15). The
/// store puts a CRC around every value; there is none in here.
inline constexpr char row_version = 1;

/// The version byte in front of what `fields` packed. `fields` holds one array.
[[nodiscard]] std::string row_value(const model::packer& fields);

/// Reads a row value entry by entry. A value of another version or with another number of entries is not read
/// at all; entries of the wrong type make `good()` false. Points into the value it was given.
class row_reader {
public:
  row_reader(std::string_view value, std::uint8_t entries) noexcept;

  [[nodiscard]] std::uint64_t uint() noexcept;
  [[nodiscard]] std::int64_t integer() noexcept;
  [[nodiscard]] bool boolean() noexcept;
  [[nodiscard]] std::string_view text() noexcept;
  [[nodiscard]] std::string_view bytes() noexcept;
  [[nodiscard]] model::value list() noexcept;

  /// True where every entry so far had its type.
  [[nodiscard]] bool good() const noexcept { return good_; }
  /// True where all was read and nothing is left over.
  [[nodiscard]] bool complete() const noexcept { return good_ && rest_.empty(); }

private:
  [[nodiscard]] model::value next() noexcept;
  template <class T> [[nodiscard]] T expect(std::optional<T> read) noexcept {
    if (!read) good_ = false;
    return read.value_or(T{});
  }

  std::string_view rest_;
  bool good_ = false;
};

} // namespace snug::facets
