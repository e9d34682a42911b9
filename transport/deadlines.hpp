#pragma once
#include "store/ports/clock.hpp"
#include "transport/heartbeats.hpp"
#include "transport/peer_table.hpp"
#include "transport/timing_wheel.hpp"
#include "transport/transport_settings.hpp"
#include <cstdint>
#include <functional>
#include <string_view>

namespace snug::transport {

/// What is due when for the peers of one shard: their hello, signs of life, the end of their token, the end
/// of a close, the answers that a gone connection still waits for. Says what is to be done and does none of
/// it. All `now` are steady ms. One shard's thread only.
class deadlines {
public:
  struct listener {
    std::function<void(peer&, model::close_code, std::string_view reason)> close;
    std::function<void(peer&)> ask;                       ///< for a sign of life
    std::function<void(peer&)> over;                      ///< it had its time to take the close frame
    std::function<void(std::uint32_t generation)> orphan; ///< what it was owed won't come any more
  };

  deadlines(const transport_settings& settings, peer_table& peers, const store::clock& clock,
            std::int64_t now, listener listener);

  /// `p` has to say hello.
  void opened(const peer& p, std::int64_t now);
  /// `p` said hello: `p.who` is set. From here on it has to give signs of life, until its token ends.
  void identified(const peer& p, std::int64_t now);
  /// `p` has another token, which ends earlier than the one before or alone has an end.
  void renewed(const peer& p, std::int64_t now);
  /// `p` was sent its close frame.
  void closing(const peer& p, std::int64_t now);
  /// `p` goes and leaves answers behind that haven't come.
  void orphaned(const peer& p, std::int64_t now);

  /// Tells what has become due; what it calls may set new ones.
  void advance(std::int64_t now);

private:
  void due(const timing_wheel::deadline& d, std::int64_t now);
  void beat(peer& p, const heartbeats::verdict& v);
  void expire(peer& p, std::int64_t now);
  void watch(const peer& p, timing_wheel::reason why, std::int64_t due);

  const transport_settings& settings_;
  peer_table& peers_;
  const store::clock& clock_;
  heartbeats beats_;
  timing_wheel wheel_;
  listener listener_;
};

} // namespace snug::transport
