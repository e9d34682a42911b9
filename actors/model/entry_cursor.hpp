#pragma once
#include "actors/model/payload.hpp"
#include <cstdint>
#include <string_view>

namespace snug::model {

/// Walks the entries of a map once, in the order they stand: `while (c.next()) use(c.key(), c.content());`.
/// Over anything but a map there are none. Views into the map's bytes; one thread.
class entry_cursor {
public:
  explicit entry_cursor(value map) noexcept;

  /// Steps to the next entry; false behind the last one (or where the bytes are no checked payload).
  [[nodiscard]] bool next() noexcept;
  [[nodiscard]] std::string_view key() const noexcept { return key_; }
  [[nodiscard]] value content() const noexcept { return content_; }

private:
  std::string_view rest_;
  std::uint64_t left_ = 0;
  std::string_view key_;
  value content_;
};

} // namespace snug::model
