#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace snug::yjs {

/// The largest integer JavaScript counts with; lengths, clocks and client ids end here.
inline constexpr std::uint64_t largest_integer = (std::uint64_t{1} << 53) - 1;

/// Reads lib0's encoding from foreign bytes. After the first thing that is wrong every read gives zero or ""
/// and `sound` stays false, so a caller may look once, at the end; a loop over a count that was read must
/// look in each round. Views point into the bytes given. No allocation.
class lib0_reader {
public:
  explicit lib0_reader(std::string_view bytes) noexcept
    : rest_(bytes) {}

  [[nodiscard]] bool sound() const noexcept { return wrong_ == nullptr; }
  /// Everything was read, and nothing was wrong.
  [[nodiscard]] bool done() const noexcept { return sound() && rest_.empty(); }
  /// What was wrong first; "" where nothing was.
  [[nodiscard]] std::string_view wrong() const noexcept { return wrong_ ? wrong_ : ""; }
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
  /// The bytes from where `rest` was `before` up to here.
  [[nodiscard]] std::string_view since(std::string_view before) const noexcept {
    return before.substr(0, before.size() - rest_.size());
  }
  void fail(const char* why) noexcept;

  std::uint8_t byte() noexcept;
  /// At most `largest_integer`.
  std::uint64_t uint() noexcept;
  std::string_view bytes(std::uint64_t count) noexcept;
  /// A length and that many bytes.
  std::string_view buffer() noexcept;
  /// The same, valid UTF-8.
  std::string_view text() noexcept;
  /// Text that is JSON.
  std::string_view json() noexcept;
  /// Passes over one "any" value, held to a depth of 64.
  void skip_any() noexcept { skip_any(0); }

private:
  void skip_any(int depth) noexcept;
  void skip_varint() noexcept;

  std::string_view rest_;
  const char* wrong_ = nullptr;
};

} // namespace snug::yjs
