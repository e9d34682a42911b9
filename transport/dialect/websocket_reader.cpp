#include "transport/dialect/websocket_reader.hpp"
#include <algorithm>
#include <cstring>

namespace snug::dialect {

namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t reserved_bits = 0x70;
constexpr std::uint8_t opcode_bits = 0x0f;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t size_bits = 0x7f;
constexpr std::uint8_t continuation = 0;

bool is_control(std::uint8_t op) noexcept { return (op & 0x8) != 0; }

/// Bytes of the whole head, from its first two.
std::size_t head_bytes(std::uint8_t second) noexcept {
  const auto size = second & size_bits;
  const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
  return 2 + more + ((second & mask_bit) != 0 ? 4 : 0);
}

websocket_reader::event wrong(std::string_view why) noexcept {
  return {websocket_reader::step::wrong, why, false, false, false, 0, 1002};
}

} // namespace

websocket_reader::event websocket_reader::next(char*& begin, char* end) {
  if (dead_) return wrong("nothing is read behind what was wrong");
  if (!in_payload_) {
    if (!take_head(begin, end)) return {};
    if (const auto why = judge_head(); !why.empty()) {
      dead_ = true;
      return wrong(why);
    }
    in_payload_ = true;
    control_.clear();
  }
  return is_control(byte(0) & opcode_bits) ? take_control(begin, end) : take_data(begin, end);
}

bool websocket_reader::take_head(char*& begin, const char* end) noexcept {
  while (head_size_ < 2 || head_size_ < head_bytes(byte(1))) {
    if (begin == end) return false;
    head_[head_size_++] = *begin++;
  }
  return true;
}

/// What is wrong with a head that is whole; "" where nothing is. Then size and mask are known.
std::string_view websocket_reader::judge_head() noexcept {
  const auto op = static_cast<std::uint8_t>(byte(0) & opcode_bits);
  const bool final = (byte(0) & final_bit) != 0;
  if ((byte(0) & reserved_bits) != 0) return "a reserved bit is set";
  if ((byte(1) & mask_bit) == 0) return "a client's frames are masked";
  const auto whole = head_bytes(byte(1));
  left_ = byte(1) & size_bits;
  if (left_ >= 126) {
    left_ = 0;
    for (std::size_t i = 2; i < whole - 4; ++i)
      left_ = left_ << 8 | byte(i);
  }
  for (std::size_t i = 0; i < 4; ++i)
    mask_[i] = byte(whole - 4 + i);
  turn_ = 0;
  if (left_ >> 63 != 0) return "no frame is that long";
  switch (op) {
  case continuation:
    return in_message_ ? "" : "nothing is to be continued";
  case static_cast<std::uint8_t>(opcode::text):
  case static_cast<std::uint8_t>(opcode::binary):
    if (in_message_) return "a message began within another";
    binary_ = op == static_cast<std::uint8_t>(opcode::binary);
    in_message_ = first_ = true;
    return {};
  case static_cast<std::uint8_t>(opcode::close):
  case static_cast<std::uint8_t>(opcode::ping):
  case static_cast<std::uint8_t>(opcode::pong):
    if (!final || left_ > longest_control) return "a control frame is short and whole";
    if (op == static_cast<std::uint8_t>(opcode::close) && left_ == 1) return "a close code has two bytes";
    return {};
  default:
    return "no such opcode";
  }
}

websocket_reader::event websocket_reader::take_data(char*& begin, char* end) noexcept {
  const auto here = static_cast<std::size_t>(end - begin);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(here, left_));
  if (size == 0 && left_ != 0) return {};
  unmask(begin, size);
  event out{step::data, {begin, size}, first_, false, binary_, 0, 0};
  begin += size;
  left_ -= size;
  first_ = false;
  out.left = static_cast<std::size_t>(left_);
  if (left_ != 0) return out;
  out.last = (byte(0) & final_bit) != 0;
  in_message_ = !out.last;
  in_payload_ = false;
  head_size_ = 0;
  return out;
}

websocket_reader::event websocket_reader::take_control(char*& begin, char* end) {
  const auto here = static_cast<std::size_t>(end - begin);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(here, left_));
  unmask(begin, size);
  control_.append(begin, size);
  begin += size;
  left_ -= size;
  if (left_ != 0) return {};
  const auto op = static_cast<opcode>(byte(0) & opcode_bits);
  in_payload_ = false;
  head_size_ = 0;
  if (op == opcode::close) {
    dead_ = true; // what a client sends behind its close frame means nothing
    return closed();
  }
  return {op == opcode::ping ? step::ping : step::pong, control_, false, false, false, 0, 0};
}

websocket_reader::event websocket_reader::closed() const noexcept {
  if (control_.size() < 2) return {step::close, {}, false, false, false, 0, 1005};
  const auto code = static_cast<std::uint16_t>(static_cast<unsigned char>(control_[0]) << 8 |
                                               static_cast<unsigned char>(control_[1]));
  return {step::close, std::string_view(control_).substr(2), false, false, false, 0, code};
}

/// In words of eight bytes where it can: messages are long.
void websocket_reader::unmask(char* bytes, std::size_t size) noexcept {
  std::array<std::uint8_t, 8> turned;
  for (std::size_t i = 0; i < turned.size(); ++i)
    turned[i] = mask_[(turn_ + i) & 3];
  std::uint64_t word = 0;
  std::memcpy(&word, turned.data(), sizeof word);
  std::size_t i = 0;
  for (; i + sizeof word <= size; i += sizeof word) {
    std::uint64_t piece = 0;
    std::memcpy(&piece, bytes + i, sizeof piece);
    piece ^= word;
    std::memcpy(bytes + i, &piece, sizeof piece);
  }
  for (; i < size; ++i)
    bytes[i] = static_cast<char>(static_cast<std::uint8_t>(bytes[i]) ^ mask_[(turn_ + i) & 3]);
  turn_ = static_cast<std::uint8_t>((turn_ + size) & 3);
}

} // namespace snug::dialect
