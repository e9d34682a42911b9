#include "actors/yjs/piece.hpp"
#include "actors/yjs/lib0_reader.hpp"
#include "actors/yjs/lib0_writer.hpp"

namespace snug::yjs {

namespace {

std::size_t sequence_length(char lead) noexcept {
  const auto c = static_cast<unsigned char>(lead);
  return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

struct text_position {
  std::size_t bytes = 0;
  bool in_pair = false; ///< between the halves of the pair that begins at `bytes`
};

/// Where the code unit number `units` begins.
text_position locate(std::string_view text, std::uint64_t units) noexcept {
  std::size_t i = 0;
  while (units > 0 && i < text.size()) {
    const auto step = sequence_length(text[i]);
    if (step == 4 && units == 1) return {i, true};
    units -= step == 4 ? 2 : 1;
    i += step;
  }
  return {i, false};
}

/// How many bytes the first `count` values take.
std::size_t values_size(const piece& p, std::uint64_t count) noexcept {
  lib0_reader in(p.body);
  for (; count > 0; --count)
    p.kind() == content::json ? static_cast<void>(in.buffer()) : in.skip_any();
  return p.body.size() - in.rest().size();
}

/// Where in the body of `p` the clock number `count` begins.
text_position locate(const piece& p, std::uint64_t count) noexcept {
  switch (p.kind()) {
  case content::text:
    return locate(p.body, count - (p.half_front ? 1 : 0));
  case content::json:
  case content::any:
    return {values_size(p, count), false};
  default:
    return {};
  }
}

} // namespace

std::uint64_t utf16_length(std::string_view text) noexcept {
  std::uint64_t n = 0;
  for (const char each : text) {
    const auto c = static_cast<unsigned char>(each);
    n += (c & 0xc0) != 0x80;
    n += c >= 0xf0;
  }
  return n;
}

piece without_front(const piece& whole, std::uint64_t count) noexcept {
  piece out = whole;
  out.at.clock += count;
  out.length -= count;
  if (!whole.is_item()) return out;
  out.info |= piece::has_origin;
  out.origin = {whole.at.client, out.at.clock - 1};
  out.parent = {};
  const auto cut = locate(whole, count);
  out.half_front = cut.in_pair;
  out.body.remove_prefix(cut.bytes + (cut.in_pair ? 4 : 0));
  return out;
}

piece only_front(const piece& whole, std::uint64_t count) noexcept {
  piece out = whole;
  out.length = count;
  if (!whole.is_item()) return out;
  const auto cut = locate(whole, count);
  out.half_back = cut.in_pair;
  out.body = whole.body.substr(0, cut.bytes);
  return out;
}

piece part(const piece& whole, std::uint64_t first, std::uint64_t end) noexcept {
  const auto right = first > whole.at.clock ? without_front(whole, first - whole.at.clock) : whole;
  return end < right.end() ? only_front(right, end - right.at.clock) : right;
}

parent_info read_parent(std::string_view parent) noexcept {
  parent_info out;
  lib0_reader in(parent);
  if (in.uint() == 1)
    out.root = in.text();
  else
    out.of = id{in.uint(), in.uint()};
  if (!in.rest().empty()) out.key = in.text();
  return out;
}

void append_body(std::string& out, const piece& p) {
  if (p.half_front) out.append(replacement);
  out.append(p.body);
  if (p.half_back) out.append(replacement);
}

void put_piece(std::string& out, const piece& p) {
  out.push_back(static_cast<char>(p.info));
  if (!p.is_item()) return put_uint(out, p.length);
  if (p.info & piece::has_origin) {
    put_uint(out, p.origin.client);
    put_uint(out, p.origin.clock);
  }
  if (p.info & piece::has_right_origin) {
    put_uint(out, p.right_origin.client);
    put_uint(out, p.right_origin.clock);
  }
  out.append(p.parent);
  switch (p.kind()) {
  case content::deleted:
    return put_uint(out, p.length);
  case content::text:
    put_uint(out, p.body.size() + (p.half_front ? replacement.size() : 0) +
                      (p.half_back ? replacement.size() : 0));
    return append_body(out, p);
  case content::json:
  case content::any:
    put_uint(out, p.length);
    [[fallthrough]];
  default:
    out.append(p.body);
  }
}

} // namespace snug::yjs
