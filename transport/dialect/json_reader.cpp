#include "transport/dialect/json_reader.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/token.hpp"
#include "transport/dialect/base64.hpp"
#include "transport/dialect/json_number.hpp"
#include <array>
#include <cstdint>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace snug::dialect {

namespace {

namespace pack = model::pack;
using size_type = rapidjson::SizeType;

/// Receives what the parser finds (the names are RapidJSON's) and writes it. How many elements a container
/// has is known when it ends: a byte is kept for its head, and where that is too little the content is moved
/// up, at most once per level of nesting.
class msgpack_sink : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, msgpack_sink> {
public:
  msgpack_sink(std::string& out, json_reader::objects are) noexcept
    : out_(out)
    , may_be_bytes_(are == json_reader::objects::may_be_bytes) {}

  bool Null() {
    return put([&] { pack::nil(out_); });
  }
  bool Bool(bool v) {
    return put([&] { pack::boolean(out_, v); });
  }
  /// False, the only one here, where the number is too large.
  bool RawNumber(const char* text, size_type size, bool) {
    return !keeps_inner() || append_json_number({text, size}, out_);
  }
  bool String(const char* text, size_type size, bool) {
    return put([&] { pack::text(out_, {text, size}); });
  }
  bool Key(const char* text, size_type size, bool copy) { return String(text, size, copy); }

  bool StartObject() { return open(); }
  bool StartArray() { return open(); }
  bool EndObject(size_type count) {
    std::string head;
    pack::map(head, keeps_inner() ? count : 0);
    close(head);
    if (count == 1 && may_be_bytes_) bytes_of(last_begin_);
    return true;
  }
  bool EndArray(size_type count) {
    std::string head;
    pack::array(head, keeps_inner() ? count : 0);
    close(head);
    return true;
  }

private:
  /// Whether what stands in the innermost open container is written.
  [[nodiscard]] bool keeps_inner() const noexcept { return depth_ < begins_.size(); }

  template <class Write> bool put(Write write) {
    if (keeps_inner()) write();
    return true;
  }

  bool open() {
    if (keeps_inner()) {
      begins_[depth_] = out_.size();
      out_.push_back('\0');
    }
    ++depth_;
    return true;
  }

  void close(std::string_view head) {
    --depth_;
    last_begin_ = keeps_inner() ? begins_[depth_] : out_.size();
    if (keeps_inner()) out_.replace(last_begin_, 1, head);
  }

  /// Where the map of one entry at `begin` is `{"$bin": "<base64>"}`, the bytes it stands for take its place.
  void bytes_of(std::size_t begin) {
    constexpr std::string_view head = "\x81\xa4$bin";
    const auto map = std::string_view(out_).substr(begin);
    if (!map.starts_with(head)) return;
    const auto text = model::value(map.substr(head.size())).text();
    if (!text) return;
    const auto bytes = decode_base64(*text);
    if (!bytes) return;
    out_.resize(begin);
    pack::bytes(out_, *bytes);
  }

  std::string& out_;
  const bool may_be_bytes_;
  unsigned depth_ = 0;
  std::size_t last_begin_ = 0;
  std::array<std::size_t, json_reader::kept_depth> begins_{};
};

} // namespace

std::optional<std::string_view> json_reader::transcode(std::string_view text, std::string& out, objects are) {
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                             rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  msgpack_sink sink(out, are);
  const auto parsed = reader.Parse<flags>(stream, sink);
  if (parsed.Code() == rapidjson::kParseErrorTermination)
    return rapidjson::GetParseError_En(rapidjson::kParseErrorNumberTooBig);
  if (!parsed) return rapidjson::GetParseError_En(parsed.Code());
  // To the parser a NUL is the end, wherever it stands.
  if (stream.Tell() != text.size())
    return rapidjson::GetParseError_En(rapidjson::kParseErrorDocumentRootNotSingular);
  return std::nullopt;
}

} // namespace snug::dialect
