#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snug::dialect {

/// Appends JSON to a string of the caller's: the other half of `json_reader`. Text is written as UTF-8, only
/// `"`, `\` and characters below U+0020 are escaped; bytes are `{"$bin": "<base64>"}`; a number that isn't
/// finite is null; a number of float type keeps a point or an exponent, so that it comes back as one. One
/// thread.
class json_writer {
public:
  explicit json_writer(std::string& out) noexcept
    : out_(out) {}
  /// Bytes become placeholders of Socket.IO, `{"_placeholder":true,"num":<n>}`, and views of them are
  /// appended to `attachments` instead.
  json_writer(std::string& out, std::vector<std::string_view>& attachments) noexcept
    : out_(out)
    , attachments_(&attachments) {}

  /// Punctuation and names that need no escaping, as they are.
  json_writer& plain(std::string_view v) {
    out_.append(v);
    return *this;
  }
  json_writer& uint(std::uint64_t v);
  json_writer& integer(std::int64_t v);
  json_writer& number(double v);
  json_writer& text(std::string_view v);
  json_writer& bytes(std::string_view v);
  /// Transcodes a MessagePack value; "" is nil. A payload comes back from `json_reader` as it was (apart from
  /// numbers that aren't finite, and a map that looks like bytes). Replies may go beyond the profile, as a
  /// page of payloads does; what JSON can't say (ext, more than `max_nesting` containers in each other, bytes
  /// that aren't whole) is null, a key that is no text is "".
  json_writer& value(std::string_view msgpack);
  static constexpr std::size_t max_nesting = 64;

private:
  std::string& out_;
  std::vector<std::string_view>* attachments_ = nullptr;
};

} // namespace snug::dialect
