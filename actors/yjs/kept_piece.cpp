#include "actors/yjs/kept_piece.hpp"

namespace snug::yjs {

namespace {

/// A longer text isn't joined further: cutting one walks it.
constexpr std::size_t longest_joined = 4096;
/// What a node of a std::map carries beside its value.
constexpr std::size_t node_overhead = 48;
constexpr std::size_t inside_a_string = 15;

} // namespace

kept_piece::kept_piece(const piece& p)
  : length(p.length)
  , info(p.info)
  , parent_size(static_cast<std::uint32_t>(p.parent.size()))
  , origin(p.origin)
  , right_origin(p.right_origin) {
  bytes.reserve(p.parent.size() + p.body.size() + (p.half_front || p.half_back ? 2 * replacement.size() : 0));
  bytes.append(p.parent);
  append_body(bytes, p);
}

piece kept_piece::view(id at) const noexcept {
  piece out;
  out.at = at;
  out.length = length;
  out.info = info;
  out.origin = origin;
  out.right_origin = right_origin;
  out.parent = std::string_view(bytes).substr(0, parent_size);
  out.body = std::string_view(bytes).substr(parent_size);
  return out;
}

std::size_t kept_piece::memory() const noexcept {
  return node_overhead + sizeof(kept_piece) + (bytes.capacity() > inside_a_string ? bytes.capacity() : 0);
}

bool kept_piece::droppable() const noexcept {
  switch (kind()) {
  case content::json:
  case content::binary:
  case content::text:
  case content::embed:
  case content::format:
  case content::any:
    return true;
  // What is inside a type or a document refers to it; gc, deleted and skip hold nothing.
  default:
    return false;
  }
}

void kept_piece::drop_content() {
  info = static_cast<std::uint8_t>((info & 0xe0u) | static_cast<std::uint8_t>(content::deleted));
  bytes.resize(parent_size);
  bytes.shrink_to_fit();
}

bool kept_piece::join(const kept_piece& next, id end) {
  if (kind() != next.kind()) return false;
  if (kind() == content::gc) {
    length += next.length;
    return true;
  }
  if (kind() != content::text && kind() != content::deleted) return false;
  const bool follows = (next.info & piece::has_origin) && next.origin == id{end.client, end.clock - 1};
  const auto right = [](const kept_piece& p) { return p.info & piece::has_right_origin; };
  if (!follows || right(*this) != right(next) || (right(next) && right_origin != next.right_origin))
    return false;
  if (bytes.size() + next.bytes.size() > longest_joined) return false;
  bytes.append(next.bytes, next.parent_size);
  length += next.length;
  return true;
}

} // namespace snug::yjs
