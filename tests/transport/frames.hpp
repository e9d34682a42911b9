#pragma once
#include "transport/flusher.hpp"
#include "transport/frame.hpp"
#include "transport/wire.hpp"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace snug::test {

inline const model::key lobby = model::key::make(3, 7);

/// A durable event whose payload has `size` bytes.
inline transport::frame_ptr durable(std::uint64_t offset, std::size_t size = 10) {
  return transport::frame::make(dialect::opcode::binary, std::string(size, 'd'),
                                {transport::frame::rank::durable, lobby, offset});
}
inline transport::frame_ptr ephemeral(std::string_view payload, std::string_view conflation_key = {},
                                      model::key room = lobby) {
  return transport::frame::make(dialect::opcode::binary, payload,
                                {transport::frame::rank::ephemeral, room, 0, conflation_key});
}
inline transport::frame_ptr needed(std::string_view payload) {
  return transport::frame::make(dialect::opcode::binary, payload);
}

/// The payload of a short frame: what stands behind its two bytes of header.
inline std::string payload_of(const transport::frame& f) { return std::string(f.bytes().substr(2)); }

/// Sockets made of strings, that can be told to take nothing or to be dead.
class fake_wire final : public transport::wire {
public:
  [[nodiscard]] bool clogged(const transport::peer& p) const override { return stuck.contains(&p); }
  [[nodiscard]] bool write(transport::peer& p, std::string_view bytes) override {
    writes[&p].emplace_back(bytes);
    addresses.push_back(bytes.data());
    if (sticks_after.contains(&p)) stuck.insert({&p, true});
    return !dead.contains(&p);
  }
  void call_when_writable(transport::peer& p) override { asked.push_back(&p); }

  std::map<const transport::peer*, std::vector<std::string>> writes;
  std::map<const transport::peer*, bool> stuck, sticks_after, dead;
  std::vector<const transport::peer*> asked;
  std::vector<const void*> addresses; ///< where the bytes of each write lay
};

} // namespace snug::test
