#include "transport/frame.hpp"
#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <new>

namespace snug::transport {

frame::frame(const facts& facts, std::size_t size)
  : size_(static_cast<std::uint32_t>(size))
  , room_(facts.room)
  , offset_(facts.offset)
  , key_size_(static_cast<std::uint16_t>(facts.conflation_key.size()))
  , importance_(facts.importance) {}

frame_ptr frame::make(dialect::opcode op, std::string_view payload, const facts& given) {
  char header[dialect::max_header];
  const auto size = dialect::put_header_before(header + dialect::max_header, op, payload.size());
  return join({header + dialect::max_header - size, size}, payload, given);
}

frame_ptr frame::bare(std::string_view payload, const facts& facts) { return join({}, payload, facts); }

frame_ptr frame::join(std::string_view header, std::string_view payload, const facts& given) {
  facts facts = given;
  // A key that doesn't fit conflates nothing; the event is told all the same.
  if (facts.conflation_key.size() > std::numeric_limits<std::uint16_t>::max()) facts.conflation_key = {};
  const auto size = header.size() + payload.size();
  void* block = ::operator new(sizeof(frame) + facts.conflation_key.size() + size);
  frame_ptr made(new (block) frame(facts, size));
  char* out = std::copy(facts.conflation_key.begin(), facts.conflation_key.end(), made->data());
  out = std::copy(header.begin(), header.end(), out);
  std::copy(payload.begin(), payload.end(), out);
  made->hash_ = static_cast<std::uint32_t>(std::hash<std::string_view>{}(facts.conflation_key));
  return made;
}

frame_ptr frame::make(dialect::opcode op, std::string_view payload) { return make(op, payload, facts{}); }

void frame::destroy() noexcept {
  this->~frame();
  ::operator delete(this);
}

} // namespace snug::transport
