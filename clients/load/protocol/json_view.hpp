#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace snug::load {

class json_cursor;

/// One JSON value as a view of its text: looks no further than it is asked to, allocates nothing, undoes no
/// escapes. The text is taken to be whole; where it isn't, things are absent.
class json_view {
public:
  json_view() = default;
  explicit json_view(std::string_view raw) noexcept
    : raw_(raw) {}

  [[nodiscard]] bool present() const noexcept { return !raw_.empty(); }
  [[nodiscard]] std::string_view raw() const noexcept { return raw_; }
  /// A string's content as it is written.
  [[nodiscard]] std::optional<std::string_view> text() const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> uint() const noexcept;
  /// The value of `key` in an object; absent where there is none.
  [[nodiscard]] json_view find(std::string_view key) const noexcept;
  /// Of a list or an object: keys and values take turns. Nothing for anything else.
  [[nodiscard]] json_cursor elements() const noexcept;

private:
  std::string_view raw_;
};

/// Takes values off the inside of a list or an object, one after the other.
class json_cursor {
public:
  json_cursor() = default;
  /// `rest`: behind the opening bracket.
  explicit json_cursor(std::string_view rest) noexcept
    : rest_(rest) {}

  /// The next value; absent behind the last.
  json_view next() noexcept;

private:
  std::string_view rest_;
};

} // namespace snug::load
