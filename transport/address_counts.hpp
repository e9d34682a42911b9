#pragma once
#include "transport/head_count.hpp"
#include "transport/peer.hpp"
#include <cstddef>
#include <cstdint>

namespace snug::transport {

/// The connections of each network address: those that haven't said hello, and all. One object for all
/// shards; any thread.
class address_counts {
public:
  struct bounds {
    std::size_t unidentified = 0; ///< 0: none
    std::size_t connections = 0;  ///< 0: none
  };

  /// Counts a connection that comes from `came.address`; false, and not counted, where it has too many.
  [[nodiscard]] bool enter(arrival& came, const bounds& most) {
    if (!all_.enter(came.address, most.connections)) return false;
    came.unidentified = unidentified_.enter(came.address, most.unidentified);
    if (!came.unidentified) all_.leave(came.address);
    return came.unidentified;
  }
  /// A connection that is counted turns out to be `address`'s; false, and nothing changed, where that has too
  /// many.
  [[nodiscard]] bool move(arrival& came, std::uint64_t address, const bounds& most) {
    if (address == came.address) return true;
    arrival there{address};
    if (!enter(there, most)) return false;
    gone(came);
    came.address = address;
    came.unidentified = true;
    return true;
  }
  /// It has said hello, or needs to say none.
  void identified(arrival& came) noexcept {
    if (came.unidentified) unidentified_.leave(came.address);
    came.unidentified = false;
  }
  /// A connection that is still as it came has gone.
  void gone(arrival& came) noexcept {
    identified(came);
    left(came.address);
  }
  /// A connection of that address has gone, whether it was identified or not.
  void left(std::uint64_t address) noexcept { all_.leave(address); }

private:
  head_count unidentified_;
  head_count all_;
};

} // namespace snug::transport
