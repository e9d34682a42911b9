#pragma once
#include "actors/model/payload.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace snug::dialect {

/// Transcodes JSON text to MessagePack in one pass, without a tree: the other half of `json_writer`.
///
/// Integers of 64 bits stay integers, other numbers become doubles; an object whose only key is `$bin` and
/// whose value is base64 becomes bytes. What comes out is whole MessagePack but not yet held to the payload
/// profile: repeated keys, depth, number of elements and stray surrogates are `model::check_payload`'s to
/// refuse. A container at `kept_depth` loses what stands in it, which that check refuses as well (it is too
/// deep), so nesting costs no more than its text.
class json_reader {
public:
  /// A payload stands at most two arrays deep in a native frame; one level more shows that it is too deep.
  static constexpr unsigned kept_depth = model::max_depth + 3;

  /// Whether an object `{"$bin": …}` stands for bytes, or for itself as where others made the text.
  enum class objects : bool { may_be_bytes, are_objects };

  /// Appends the value to `out`; returns what is wrong with the text (then `out` holds rubbish), or nothing.
  /// Any thread.
  [[nodiscard]] static std::optional<std::string_view> transcode(std::string_view text, std::string& out,
                                                                 objects are = objects::may_be_bytes);
};

} // namespace snug::dialect
