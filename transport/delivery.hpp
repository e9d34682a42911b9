#pragma once
#include "actors/model/event.hpp"
#include "transport/dialect/dialect.hpp"
#include "transport/flusher.hpp"
#include "transport/outbox.hpp"
#include "transport/peer_table.hpp"
#include "transport/room_subscribers.hpp"
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace snug::transport {

/// The dialects of the native protocol, in the order of their WebSocket subprotocols; the first is also taken
/// where a client names none.
[[nodiscard]] std::span<const dialect::dialect* const> spoken_dialects() noexcept;
/// Those and the ones of other transports behind them; a peer's `speech` is an index here.
[[nodiscard]] std::span<const dialect::dialect* const> all_dialects() noexcept;
/// The index of the stream of server-sent events.
[[nodiscard]] std::uint8_t event_stream_speech() noexcept;
/// The index of what Yjs providers speak.
[[nodiscard]] std::uint8_t y_protocol_speech() noexcept;
/// The index of Socket.IO with the JSON parser, or the one that writes MessagePack.
[[nodiscard]] std::uint8_t socketio_speech(bool msgpack) noexcept;

/// Turns replies and events into frames, each encoded once per dialect present, and puts them into outboxes.
/// One shard's thread only.
class delivery {
public:
  delivery(std::uint16_t shard, room_subscribers& rooms, flusher& flusher, std::size_t outbox_bytes)
    : shard_(shard)
    , rooms_(rooms)
    , flusher_(flusher)
    , outbox_bytes_(outbox_bytes) {}

  void set_outbox_bytes(std::size_t bytes) noexcept { outbox_bytes_ = bytes; }
  /// Durable events have cursors from now on: `<store>.<commit number>`.
  void give_cursors(std::uint64_t store);
  /// The newest commit number that any cursor has said.
  [[nodiscard]] std::uint64_t newest_cursor() const noexcept { return newest_cursor_; }

  void reply(peer& p, const model::reply& reply);
  /// An event for one peer that may not be dropped.
  void tell(peer& p, const model::event_view& event);
  /// An event for one peer that may be dropped and conflated like any other.
  void tell(peer& p, const model::ephemeral_event& event);
  /// A durable event for one peer that is catching up.
  void tell(peer& p, const model::record& record, const room_entry& room);
  /// The same for one whose rooms go on in step. `commit`: where it stands then in all of them; 0: not said.
  void tell(peer& p, const model::record& record, const room_entry& room, std::uint64_t commit);
  /// Events of one room, in order, to every subscriber that isn't held. Each peer is visited once for all of
  /// them: what a peer costs is fetching it, not one more pointer in its outbox.
  void post(std::span<const std::shared_ptr<const model::ephemeral_event>> run);
  /// To the subscribers whose turn it is; `wants_page(peer&, key, subscription&)` for those that missed
  /// something.
  template <class F> void told(const subscription::record_ptr& record, F&& wants_page) {
    auto* room = rooms_.find(record->room);
    if (!room) return;
    forget_encoded();
    for (auto& s : room->subscribers) {
      switch (s.place.offer(record)) {
      case subscription::verdict::deliver:
        send(*s.who, encoded(s.who->speech, *record, *room));
        break;
      case subscription::verdict::catch_up:
        wants_page(*s.who, room->key, s.place);
        break;
      case subscription::verdict::skip:
      case subscription::verdict::held:
        break;
      }
    }
  }
  void ping(peer& p);
  /// A close frame, the last `p` is sent: it is `closing` from now on. `reason` is cut to what one may hold.
  void close(peer& p, model::close_code code, std::string_view reason);

  /// Events put into outboxes since the start.
  [[nodiscard]] std::uint64_t delivered() const noexcept { return delivered_; }
  /// How many peers have become too slow for a dialect that may lose nothing (`peer::overrun`), until now:
  /// the owner closes them.
  [[nodiscard]] std::size_t take_overruns() noexcept { return std::exchange(overruns_, 0); }
  /// Events that a full outbox had no room for.
  [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
  static constexpr std::size_t max_dialects = 8;
  using encodings = std::array<frame_ptr, max_dialects>; ///< one event, by dialect; made when first needed

  void send(peer& p, const frame_ptr& f);
  void fall_behind(peer& p);
  void forget_encoded() noexcept;
  const frame_ptr& encoded(std::uint8_t speech, const model::record& record, const room_entry& room);
  [[nodiscard]] std::string_view cursor(std::uint64_t commit);
  const frame_ptr& encoded(std::uint8_t speech, const model::ephemeral_event& event, encodings& kept);
  /// What stands in `scratch_`, with the header of its transport.
  [[nodiscard]] frame_ptr framed(std::uint8_t speech, const frame::facts& facts = {}) const;
  [[nodiscard]] frame_ptr encode(std::uint8_t speech, const model::event_view& event,
                                 const frame::facts& facts);

  const std::uint16_t shard_;
  room_subscribers& rooms_;
  flusher& flusher_;
  std::size_t outbox_bytes_;
  std::string scratch_;
  std::string cursor_;            ///< `<store>.` and what is said behind it
  std::size_t cursor_prefix_ = 0; ///< bytes of the former; 0: there are no cursors
  encodings encoded_;
  std::vector<encodings> encoded_run_;
  std::vector<outbox::lost> lost_;
  std::uint64_t newest_cursor_ = 0;
  frame_ptr ping_;
  std::uint64_t delivered_ = 0;
  std::uint64_t dropped_ = 0;
  std::size_t overruns_ = 0;
};

} // namespace snug::transport
