#include "clients/console/key_reader.hpp"
#include "clients/console/safe_text.hpp"
#include <algorithm>

namespace snug::console {
namespace {

constexpr std::string_view paste_begins = "\x1b[200~";
constexpr std::string_view paste_ends = "\x1b[201~";
constexpr std::size_t longest_sequence = 32;

struct named_sequence {
  std::string_view bytes; ///< behind ESC
  key is;
};

/// What xterm, tmux, screen and the Linux console send.
constexpr named_sequence sequences[] = {
    {"[A", key::up},           {"[B", key::down},
    {"[C", key::right},        {"[D", key::left},
    {"OA", key::up},           {"OB", key::down},
    {"OC", key::right},        {"OD", key::left},
    {"[H", key::home},         {"[F", key::end},
    {"OH", key::home},         {"OF", key::end},
    {"[1~", key::home},        {"[4~", key::end},
    {"[7~", key::home},        {"[8~", key::end},
    {"[3~", key::erase},       {"[1;5C", key::word_right},
    {"[1;5D", key::word_left}, {"[1;3C", key::word_right},
    {"[1;3D", key::word_left}, {"b", key::word_left},
    {"f", key::word_right},    {"\x7f", key::erase_word},
};

constexpr key control_key(unsigned char byte) noexcept {
  switch (byte) {
  case 0x01:
    return key::home;
  case 0x02:
    return key::left;
  case 0x03:
    return key::interrupt;
  case 0x04:
    return key::end_of_input;
  case 0x05:
    return key::end;
  case 0x06:
    return key::right;
  case 0x08:
  case 0x7f:
    return key::backspace;
  case 0x09:
    return key::tab;
  case 0x0a:
  case 0x0d:
    return key::enter;
  case 0x0b:
    return key::erase_to_end;
  case 0x0c:
    return key::redraw;
  case 0x0e:
    return key::down;
  case 0x10:
    return key::up;
  case 0x15:
    return key::erase_to_start;
  case 0x17:
    return key::erase_word;
  case 0x1a:
    return key::suspend;
  default:
    return key::unknown;
  }
}

/// How long the sequence at the start of `bytes` (behind ESC) is; 0 while it is cut short.
std::size_t sequence_length(std::string_view bytes) noexcept {
  if (bytes.empty()) return 0;
  if (bytes[0] == 'O') return bytes.size() < 2 ? 0 : 2;
  if (bytes[0] != '[') return 1;
  for (std::size_t i = 1; i < bytes.size(); ++i)
    if (bytes[i] >= 0x40 && bytes[i] <= 0x7e) return i + 1;
  return bytes.size() > longest_sequence ? bytes.size() : 0;
}

} // namespace

std::optional<key_press> key_reader::next() {
  if (bytes_.empty()) return std::nullopt;
  if (pasting_) return pasted();
  const auto byte = static_cast<unsigned char>(bytes_.front());
  if (byte == 0x1b) return sequence();
  if (byte < 0x20 || byte == 0x7f) return control(byte);
  return character();
}

std::optional<key_press> key_reader::give_up() {
  if (pasting_ || bytes_.empty()) return std::nullopt;
  const bool alone = bytes_ == "\x1b";
  bytes_.clear();
  return key_press{alone ? key::escape : key::unknown, {}};
}

std::optional<key_press> key_reader::control(unsigned char byte) {
  bytes_.erase(0, 1);
  return key_press{control_key(byte), {}};
}

std::optional<key_press> key_reader::sequence() {
  const auto length = sequence_length(std::string_view(bytes_).substr(1));
  if (length == 0) return std::nullopt;
  const auto whole = bytes_.substr(0, 1 + length);
  bytes_.erase(0, whole.size());
  if (whole == paste_begins) {
    pasting_ = true;
    return next();
  }
  const auto name = std::string_view(whole).substr(1);
  const auto* found = std::find_if(std::begin(sequences), std::end(sequences),
                                   [&](const auto& s) { return s.bytes == name; });
  return key_press{found == std::end(sequences) ? key::unknown : found->is, {}};
}

std::optional<key_press> key_reader::pasted() {
  const auto end = bytes_.find(paste_ends);
  if (end == std::string::npos) return std::nullopt;
  std::string text;
  for (const char c : bytes_.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r' || c == '\n' || c == '\t')
      text += ' ';
    else if (byte >= 0x20 && byte != 0x7f)
      text += c;
  }
  bytes_.erase(0, end + paste_ends.size());
  pasting_ = false;
  return key_press{key::text, text};
}

std::optional<key_press> key_reader::character() {
  const auto lead = static_cast<unsigned char>(bytes_.front());
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  const auto have = std::min(size, bytes_.size());
  const bool broken = std::any_of(bytes_.begin() + 1, bytes_.begin() + static_cast<std::ptrdiff_t>(have),
                                  [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  if (have < size && !broken) return std::nullopt;
  const auto c = first_character(bytes_);
  auto text = bytes_.substr(0, c.bytes);
  bytes_.erase(0, c.bytes);
  if (c.code == 0xfffd || (c.code >= 0x80 && c.code < 0xa0)) return key_press{key::unknown, {}};
  return key_press{key::text, std::move(text)};
}

} // namespace snug::console
