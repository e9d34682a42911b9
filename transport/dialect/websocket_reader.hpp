#pragma once
#include "transport/dialect/websocket_frame.hpp"
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::dialect {

/// Reads what a client sends on a WebSocket (RFC 6455 §5) from bytes that come in whatever pieces. Strict: a
/// frame that isn't masked, a reserved bit, an opcode without a meaning, a control frame in fragments and a
/// fragment out of turn are wrong. Knows no socket; one object per connection, of about 100 bytes.
class websocket_reader {
public:
  enum class step : std::uint8_t {
    more,  ///< everything was taken; more has to come
    data,  ///< a piece of a message
    ping,  ///< `bytes` is what the pong has to hold
    pong,  ///<
    close, ///< `code`, `bytes`: the reason; 1005 where the frame had none
    wrong, ///< nothing behind it can be read; `bytes` says why
  };

  struct event {
    step what = step::more;
    std::string_view bytes = {}; ///< valid until the next call, or until the buffer changes
    bool first = false;          ///< of its message
    bool last = false;
    bool binary = false;
    std::size_t left = 0;   ///< bytes of the same frame that are still to come
    std::uint16_t code = 0; ///< of a close frame
  };

  /// Takes the next thing off the front of [`begin`, `end`), whose bytes it unmasks where they are.
  [[nodiscard]] event next(char*& begin, char* end);

private:
  static constexpr std::size_t longest_head = 14;
  static constexpr std::size_t longest_control = 125;

  [[nodiscard]] bool take_head(char*& begin, const char* end) noexcept;
  [[nodiscard]] std::string_view judge_head() noexcept;
  [[nodiscard]] event take_control(char*& begin, char* end);
  [[nodiscard]] event take_data(char*& begin, char* end) noexcept;
  [[nodiscard]] event closed() const noexcept;
  void unmask(char* bytes, std::size_t size) noexcept;
  [[nodiscard]] std::uint8_t byte(std::size_t i) const noexcept {
    return static_cast<std::uint8_t>(head_[i]);
  }

  std::array<char, longest_head> head_;
  std::uint8_t head_size_ = 0; ///< bytes of the head that are there
  bool in_payload_ = false;    ///< the head was read; `left_` of its frame are to come
  bool in_message_ = false;    ///< a message in fragments has begun and not ended
  bool binary_ = false;        ///< that message
  bool first_ = false;         ///< nothing of the message was handed out yet
  bool dead_ = false;
  std::uint8_t turn_ = 0; ///< which byte of the mask is next
  std::array<std::uint8_t, 4> mask_{};
  std::uint64_t left_ = 0;
  std::string control_; ///< of the last control frame, as far as it came
};

} // namespace snug::dialect
