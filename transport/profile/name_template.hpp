#pragma once
#include "actors/model/payload.hpp"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace snug::profile {

/// The name of a room, or a path, with places for values: `session_{session_id:int}`. What is filled in comes
/// back as what it was: 42 as the integer 42. A place is `{name:type}`; the types are
///
///   int   a whole number of 64 bits, written without zeros in front; filled in as an integer or such a text
///   uuid  8-4-4-4-12 hexadecimal digits; capital letters become small ones
///   str   any text but the empty one, also where no type is named; not what stands behind its place, and in
///         a path no slash
///
/// Immutable once parsed; any thread.
class name_template {
public:
  enum class type : std::uint8_t { text, integer, uuid };
  struct capture {
    std::string name;
    type is = type::text;
  };
  /// What stands in the places of a name, in their order; views of the name.
  using captured = std::vector<std::string_view>;

  /// `path`: values hold no slash. What is wrong with it, or nothing.
  [[nodiscard]] static std::optional<std::string> parse(std::string_view written, bool path,
                                                        name_template& out);

  [[nodiscard]] const std::string& written() const noexcept { return written_; }
  [[nodiscard]] std::span<const capture> captures() const noexcept { return captures_; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view capture) const noexcept;

  /// Appends the name with `values` in its places, as many as there are. The first rule that one breaks, with
  /// the place's name; `out` isn't to be used then.
  [[nodiscard]] std::optional<model::complaint> fill(std::span<const model::value> values,
                                                     std::string& out) const;
  /// True where `name` is one that `fill` makes.
  [[nodiscard]] bool match(std::string_view name, captured& out) const;
  /// Appends what was captured at place `i`, as MessagePack of its type.
  void append(std::size_t i, std::string_view captured, std::string& out) const;

  /// True where one name may match both. Errs on that side.
  [[nodiscard]] bool overlaps(const name_template& other) const;

private:
  struct cell;
  [[nodiscard]] std::vector<cell> cells() const;
  [[nodiscard]] std::optional<std::string> take(std::string_view place);
  [[nodiscard]] std::size_t end_of(std::size_t i, std::string_view rest) const noexcept;

  std::string written_;
  bool path_ = false;
  std::vector<std::string> literals_; ///< what stands before each place, and behind the last
  std::vector<capture> captures_;
};

} // namespace snug::profile
