#pragma once
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/reader.hpp"
#include "transport/delivery.hpp"
#include "transport/in_step.hpp"
#include "transport/inbox.hpp"
#include "transport/room_subscribers.hpp"
#include <cstdint>
#include <deque>
#include <string>

namespace snug::transport {

/// Carries out what subscriptions ask for: has pages of logs read, sends them as fast as the socket drains,
/// and tells what is gone for good. One shard's thread only; page reads end in the shard's inbox.
class catch_up {
public:
  /// `node` and `shard` are this shard's; `mail` outlives every job given to `reader`.
  catch_up(std::uint16_t node, std::uint16_t shard, room_subscribers& rooms, delivery& out,
           store::reader& reader, inbox& mail, const store::clock& clock, std::size_t outbox_bytes)
    : node_(node)
    , shard_(shard)
    , rooms_(rooms)
    , out_(out)
    , reader_(reader)
    , mail_(mail)
    , clock_(clock)
    , comfortable_bytes_(outbox_bytes / 2)
    , in_step_(node, shard, rooms, out, reader, mail) {
    in_step_.set_comfortable_bytes(comfortable_bytes_);
  }

  static constexpr std::size_t page_records = 256;
  static constexpr std::size_t page_bytes = 65'536;
  /// Page reads under way for one connection: a client that resumes a hundred rooms takes its turn like
  /// others.
  static constexpr std::uint8_t pages_at_once = 2;
  /// So many may be put out while a subscription is on its way from its room: a group's worth.
  static constexpr std::size_t max_farewells = 256;

  void set_outbox_bytes(std::size_t bytes) noexcept {
    comfortable_bytes_ = bytes / 2;
    in_step_.set_comfortable_bytes(comfortable_bytes_);
  }

  /// `last_told`: commit number of the newest told record this shard has drained.
  void subscribe(peer& p, const actors::subscription_request& request, std::uint64_t last_told);
  /// To be called with every told record before it is sent. One that puts a user out of its room ends their
  /// subscriptions at once: the room, which says so to the clients, may hear of it behind later records.
  void ended_by(const model::record& record);
  void hold(peer& p, model::key room);
  void lift(peer& p, model::key room);
  /// The subscription of `p` to `room` missed something.
  void wanted(peer& p, model::key room, subscription& place);
  void page(peer& p, page_post& page);
  /// As `in_step` has them, for peers whose rooms go on in step.
  void expect(const peer& p) { in_step_.expect(p); }
  void still(peer& p, bool on) { in_step_.still(p, on); }
  void recalled(peer& p, std::size_t rooms) { in_step_.recalled(p, rooms); }
  void unsubscribe(peer& p, model::key room);
  /// `p` hears nothing any more.
  void forget(const peer& p) noexcept { in_step_.forget(p); }
  /// The outbox of `p` is empty, and something was waiting for that.
  void drained(peer& p);

private:
  /// A record that put a user out.
  struct farewell {
    model::key room;
    std::string user;
    std::uint64_t offset = 0;
  };

  [[nodiscard]] bool said_farewell(const peer& p, const actors::subscription_request& request) const;
  void proceed(peer& p);
  void tell_gap(peer& p, const room_entry& room, const model::gap& missed);

  const std::uint16_t node_;
  const std::uint16_t shard_;
  room_subscribers& rooms_;
  delivery& out_;
  store::reader& reader_;
  inbox& mail_;
  const store::clock& clock_;
  std::size_t comfortable_bytes_;
  std::uint32_t last_number_ = 0;
  in_step in_step_;                ///< for `peer::in_step`
  std::deque<farewell> farewells_; ///< the latest: a subscription judged before one may arrive behind it
};

} // namespace snug::transport
