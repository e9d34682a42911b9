#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::transport::http {

/// Takes the chunks of a body apart (RFC 9112 §7.1). Extensions and trailers are passed over, bounded.
class chunked_body {
public:
  enum class state : std::uint8_t { more, whole, wrong, too_large };

  explicit chunked_body(std::size_t bound) noexcept
    : bound_(bound) {}

  /// Takes what it can of `bytes` and removes that from it.
  state take(std::string_view& bytes);
  /// Bytes of content so far.
  [[nodiscard]] std::size_t size() const noexcept { return content_.size(); }
  /// What the chunks held, once it is `whole`.
  [[nodiscard]] std::string& content() noexcept { return content_; }

private:
  enum class at : std::uint8_t { size, data, data_end, trailer };
  static constexpr std::size_t longest_line = 1'024;
  static constexpr std::size_t most_trailers = 8'192;

  [[nodiscard]] state end_of_line();

  std::size_t bound_;
  at at_ = at::size;
  std::string line_;
  std::size_t left_ = 0;     ///< bytes of the chunk that are still to come
  std::size_t trailers_ = 0; ///< bytes of trailers so far
  std::string content_;
};

} // namespace snug::transport::http
