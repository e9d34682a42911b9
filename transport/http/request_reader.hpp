#pragma once
#include "transport/http/chunked_body.hpp"
#include "transport/http/message.hpp"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::transport::http {

/// Reads HTTP/1.1 requests (RFC 9112) from what comes over one connection, one after the other. Strict where
/// leniency would let two readers of the same bytes disagree: bare line feeds, folded headers, two lengths
/// and a length beside chunks are refused. Knows no socket.
class request_reader {
public:
  struct limits {
    std::size_t head = 16'384; ///< bytes of request line and headers
    std::size_t headers = 100;
    std::size_t body = 1u << 20;
  };

  enum class step : std::uint8_t {
    more,  ///< the request isn't whole yet
    whole, ///< `take` it
    wrong, ///< `refusal` says why; nothing behind it can be read
  };

  explicit request_reader(const limits& by) noexcept
    : by_(by) {}

  /// What came over the connection.
  void add(std::string_view bytes) { came_.append(bytes); }
  [[nodiscard]] step next();

  /// The whole request; what came behind it stays.
  [[nodiscard]] request take();
  /// The whole request, where it has no body, as it stays to be taken.
  [[nodiscard]] const request& peek() const noexcept { return read_; }
  [[nodiscard]] const response& refusal() const noexcept { return refusal_; }

  /// The request that `next` read, as it came, and all that came behind it, until it is taken. It must have
  /// no body.
  [[nodiscard]] std::string_view unread() const noexcept { return came_; }
  /// Bytes it holds on to.
  [[nodiscard]] std::size_t held() const noexcept { return came_.size() + (chunks_ ? chunks_->size() : 0); }
  /// True while a part of a request is there.
  [[nodiscard]] bool begun() const noexcept { return !came_.empty() || head_read_; }
  /// True once for a request whose client waits to be told that it may send the body.
  [[nodiscard]] bool wants_go_ahead() noexcept;

private:
  static constexpr std::size_t longest_target = 8'192;

  [[nodiscard]] step wrong(int status, std::string_view code, std::string_view message);
  [[nodiscard]] step read_head();
  [[nodiscard]] step read_line(std::string_view line);
  [[nodiscard]] step read_header(std::string_view line);
  [[nodiscard]] step judge_head();
  [[nodiscard]] step judge_length();
  [[nodiscard]] step read_body();

  limits by_;
  std::string came_;
  std::size_t searched_ = 0; ///< of `came_`, for the end of the head
  bool head_read_ = false;
  bool minor_0_ = false; ///< HTTP/1.0
  bool go_ahead_ = false;
  std::size_t head_size_ = 0;
  std::size_t length_ = 0;
  std::optional<chunked_body> chunks_;
  request read_;
  response refusal_;
};

} // namespace snug::transport::http
