#pragma once
#include "store/ports/clock.hpp"
#include "transport/delivery.hpp"
#include "transport/peer_table.hpp"
#include <vector>

namespace snug::transport {

/// Refusals of commands that wanted no reply: counted per peer, and told in one `refused` event with the last
/// of them. One shard's thread only.
class refusal_digest {
public:
  refusal_digest(peer_table& peers, delivery& delivery, const store::clock& clock) noexcept
    : peers_(peers)
    , delivery_(delivery)
    , clock_(clock) {}

  void add(peer& p, model::failure why);
  /// Tells everybody who was refused something since the last time.
  void tell();

private:
  struct place {
    std::uint32_t slot, generation;
  };

  peer_table& peers_;
  delivery& delivery_;
  const store::clock& clock_;
  std::vector<place> refused_;
};

} // namespace snug::transport
