#include "transport/dialect/engineio/packet.hpp"
#include "actors/model/utf8.hpp"
#include "transport/dialect/base64.hpp"
#include "transport/dialect/websocket_frame.hpp"
#include <cstddef>

namespace snug::engineio {

namespace {

constexpr char separator = '\x1e';
constexpr char binary_mark = 'b';

/// The frame at the front of `frames`, which is taken off; its opcode and payload.
struct frame {
  dialect::opcode op;
  std::string_view payload;
};

std::optional<frame> take_frame(std::string_view& frames) noexcept {
  if (frames.size() < 2) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(frames[i]); };
  const auto op = static_cast<dialect::opcode>(byte(0) & 15);
  std::uint64_t size = byte(1) & 127u;
  std::size_t head = 2;
  if (size >= 126) {
    const std::size_t wide = size == 126 ? 2 : 8;
    if (frames.size() < head + wide) return std::nullopt;
    size = 0;
    for (std::size_t i = 0; i < wide; ++i)
      size = size << 8 | byte(head + i);
    head += wide;
  }
  if (frames.size() - head < size) return std::nullopt;
  const frame out{op, frames.substr(head, static_cast<std::size_t>(size))};
  frames.remove_prefix(head + static_cast<std::size_t>(size));
  return out;
}

} // namespace

std::optional<packet> read_text(std::string_view text) noexcept {
  if (text.empty() || text[0] < '0' || text[0] > '6') return std::nullopt;
  const auto data = text.substr(1);
  if (!model::is_utf8(data)) return std::nullopt;
  return packet{static_cast<packet_type>(text[0] - '0'), false, data};
}

std::optional<packet> body_reader::next() {
  if (over_ || wrong_) return std::nullopt;
  const auto end = rest_.find(separator);
  const auto part = rest_.substr(0, end);
  over_ = end == std::string_view::npos;
  rest_.remove_prefix(over_ ? rest_.size() : end + 1);
  std::optional<packet> found;
  if (!part.starts_with(binary_mark)) {
    found = read_text(part);
  } else if (auto bytes = dialect::decode_base64(part.substr(1))) {
    bytes_ = std::move(*bytes);
    found = packet{packet_type::message, true, bytes_};
  }
  wrong_ = !found;
  return found;
}

void append_frame(std::string& out, const packet& p) {
  if (p.binary) return dialect::append_frame(out, dialect::opcode::binary, p.data);
  std::string text;
  text.reserve(1 + p.data.size());
  text.push_back(static_cast<char>('0' + static_cast<int>(p.type)));
  text.append(p.data);
  dialect::append_frame(out, dialect::opcode::text, text);
}

std::size_t first_packets(std::string_view frames, std::size_t count) noexcept {
  auto rest = frames;
  while (count > 0 && !rest.empty()) {
    const auto f = take_frame(rest);
    if (!f) return frames.size();
    count -= f->op == dialect::opcode::binary || f->op == dialect::opcode::text;
  }
  return frames.size() - rest.size();
}

void append_to_body(std::string& body, std::string_view frames) {
  while (const auto f = take_frame(frames)) {
    const bool binary = f->op == dialect::opcode::binary;
    if (!binary && f->op != dialect::opcode::text) continue;
    if (!body.empty()) body.push_back(separator);
    if (binary) {
      body.push_back(binary_mark);
      dialect::append_base64(body, f->payload);
    } else {
      body.append(f->payload);
    }
  }
}

} // namespace snug::engineio
