#pragma once
#include "actors/model/command_table.hpp"
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace snug::model {

/// The bounds of the payload profile (DESIGN §4): nil, bool, 64-bit integers, doubles (float32 too), UTF-8
/// strings, bin, arrays, maps with string keys that appear once; no ext.
inline constexpr unsigned max_depth = 32;
inline constexpr unsigned max_elements = 65'536;

/// Holds one MessagePack value to the profile without allocating. `bytes` must be exactly one value.
/// Returns what is wrong, or nothing. Never throws; lengths that promise more than is there are refused
/// before anything is read.
[[nodiscard]] std::optional<std::string_view> check_payload(std::string_view bytes) noexcept;

/// How many bytes the value at the start of `bytes` takes, held to the profile; nothing where it is cut short
/// or breaks it. `rule`, where given, receives what is wrong.
[[nodiscard]] std::optional<std::size_t> value_length(std::string_view bytes,
                                                      std::string_view* rule = nullptr) noexcept;

/// One MessagePack value, as a view of its bytes inside a payload that was checked.
class value {
public:
  value() = default;
  explicit value(std::string_view raw) noexcept
    : raw_(raw) {}

  [[nodiscard]] bool present() const noexcept { return !raw_.empty(); }
  [[nodiscard]] std::string_view raw() const noexcept { return raw_; }
  [[nodiscard]] bool is_nil() const noexcept;
  [[nodiscard]] bool is_map() const noexcept;
  [[nodiscard]] bool is_array() const noexcept;
  [[nodiscard]] std::optional<bool> boolean() const noexcept;
  /// Non-negative integers only.
  [[nodiscard]] std::optional<std::uint64_t> uint() const noexcept;
  [[nodiscard]] std::optional<std::int64_t> integer() const noexcept;
  /// Integers too.
  [[nodiscard]] std::optional<double> number() const noexcept;
  [[nodiscard]] std::optional<std::string_view> text() const noexcept;
  [[nodiscard]] std::optional<std::string_view> bytes() const noexcept;

  /// Elements of an array or entries of a map; 0 for anything else.
  [[nodiscard]] std::size_t size() const noexcept;
  /// Element `i` of an array (walks there); absent where there is none.
  [[nodiscard]] value at(std::size_t i) const noexcept;
  /// The value of `key` in a map (walks); absent where there is none.
  [[nodiscard]] value find(std::string_view key) const noexcept;

private:
  std::string_view raw_;
};

/// A command's fields, read by a table row: `at[i]` is the i-th field of the table, absent where it was not
/// given or nil.
struct arguments {
  std::array<value, max_fields> at{};

  [[nodiscard]] bool has(std::size_t i) const noexcept { return at[i].present(); }
  /// For fields that the table holds to their type.
  [[nodiscard]] std::string_view text(std::size_t i) const noexcept {
    return at[i].text().value_or(std::string_view{});
  }
  [[nodiscard]] std::uint64_t uint(std::size_t i) const noexcept { return at[i].uint().value_or(0); }
  [[nodiscard]] bool flag(std::size_t i) const noexcept { return at[i].boolean().value_or(false); }
  [[nodiscard]] std::string_view raw(std::size_t i) const noexcept { return at[i].raw(); }
};

/// Reads `data` (a checked payload; "" and nil are an empty map) by `fields`. Fields that the table doesn't
/// name are ignored: an older server meets a newer client. Returns the first complaint, in the order of the
/// table.
[[nodiscard]] std::optional<complaint> read_arguments(std::string_view data, std::span<const field> fields,
                                                      arguments& out);

} // namespace snug::model
