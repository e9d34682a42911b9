#pragma once
#include "actors/ports/fan_out.hpp"
#include "store/ports/reader.hpp"
#include "transport/delivery.hpp"
#include "transport/inbox.hpp"
#include "transport/room_subscribers.hpp"
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace snug::transport {

/// Catching up for connections that are told the durable events of all their rooms in one order, that of
/// commits, with one cursor for all rooms (`peer::in_step`). Where one room has something to catch up with,
/// the others wait for it: their logs are read in the same snapshots, merged by commit number, and all rooms
/// go on live in the same moment. So a cursor that a client was told says of every room: all up to here has
/// come.
///
/// What a room tells from before the client came into it has no cursor (it would lead back behind what the
/// other rooms told), only the last of it, which says where all rooms stand.
///
/// One shard's thread only; reads end in the shard's inbox.
class in_step {
public:
  in_step(std::uint16_t node, std::uint16_t shard, room_subscribers& rooms, delivery& out,
          store::reader& reader, inbox& mail)
    : node_(node)
    , shard_(shard)
    , rooms_(rooms)
    , out_(out)
    , reader_(reader)
    , mail_(mail) {}

  static constexpr std::size_t page_records = 256; ///< of all rooms together
  static constexpr std::size_t page_bytes = 65'536;

  /// `p` may be on its way back into rooms: nothing durable is told before `recalled` was called and it is in
  /// all of them.
  void expect(const peer& p) { gatherings_[&p].recalling = true; }
  /// It comes back into so many; 0: into none, be it that it begins anew.
  void recalled(peer& p, std::size_t rooms);
  /// `on`: `p` is about to come into a room, and nothing durable is told before it has.
  void still(peer& p, bool on);
  /// `p` came into a room and stands there. `nothing_missed`: as for `subscription::begin`.
  void joined(peer& p, const actors::subscription_request& request, subscription& place, bool nothing_missed);
  /// One of its rooms isn't live any more.
  void interrupted(peer& p);
  /// What kept it waiting may be over: a hold, a full outbox, a room it isn't in any more.
  void proceed(peer& p);
  void page(peer& p, page_post& page);
  void forget(const peer& p) noexcept { gatherings_.erase(&p); }

  /// `p` is caught up with so many bytes in its outbox at most.
  void set_comfortable_bytes(std::size_t bytes) noexcept { comfortable_bytes_ = bytes; }
  [[nodiscard]] std::size_t under_way() const noexcept { return gatherings_.size(); }

private:
  struct entry_mark {
    model::key room;
    std::uint64_t commit = 0; ///< what isn't newer has no cursor: one as new may have been told before
  };
  /// One connection's rooms on their way to be live together.
  struct gathering {
    std::uint32_t asked = 0;             ///< the read that is under way; 0: none
    bool recalling = false;              ///< rooms are still to come
    bool still = false;                  ///< so is one
    std::uint64_t told = 0;              ///< then: cursors up to there may have been told before
    std::optional<std::size_t> expected; ///< so many
    std::size_t arrived = 0;
    std::vector<entry_mark> marks;
    std::uint64_t since_all = 0;        ///< the newest of the marks: with it, nothing is missing
    bool unsaid = false;                ///< the latest that was told stands behind what its cursor says
    subscription::record_ptr kept_back; ///< told with what follows, as the last of all has a cursor
  };
  struct telling {
    std::uint64_t commit = 0; ///< 0: of a room that counts for itself
    subscription::record_ptr record;
  };

  static void count(gathering& g) noexcept;
  [[nodiscard]] bool alone(const peer& p) const noexcept;
  [[nodiscard]] bool held_up(const peer& p) const noexcept;
  [[nodiscard]] std::optional<std::vector<telling>> take(peer& p, page_post& page, bool& last);
  void tell(peer& p, gathering& g, std::vector<telling> all, bool last);
  [[nodiscard]] static bool older_than_its_coming(const gathering& g, const telling& what) noexcept;

  const std::uint16_t node_;
  const std::uint16_t shard_;
  room_subscribers& rooms_;
  delivery& out_;
  store::reader& reader_;
  inbox& mail_;
  std::size_t comfortable_bytes_ = 65'536;
  std::uint32_t last_number_ = 0;
  std::unordered_map<const peer*, gathering> gatherings_;
};

} // namespace snug::transport
