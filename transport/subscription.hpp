#pragma once
#include "actors/model/event.hpp"
#include "actors/model/position.hpp"
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace snug::transport {

/// One peer's place in one room's log: (peer, room, next offset). Decides for every durable event whether the
/// peer gets it now, has it, or must catch up; join, resume, overflow and slow receivers are all that one
/// comparison.
///
/// Catching up: pages of records are read from the position. While a page comes back full, another is read.
/// When one comes back short, new events are held (at most `max_held`) and then one more page is read:
/// whatever was drained before the hold was committed before the read, so page, then the held events above
/// it, leave nothing out. Where catching up begins, events are held before the first page already: if that
/// page is short it was the last one.
///
/// Pure: knows no socket, loop or store. Owned by a shard and touched on its loop thread only. 24 bytes; the
/// hold is allocated while one is needed. Calls that return `step::read_page` ask the owner to have a page of
/// the log read: it calls `asked` with a number of its choosing, and `page` when the page is there.
class subscription {
public:
  /// An event shared with the commit group or page it came in.
  using record_ptr = std::shared_ptr<const model::record>;

  /// How many events are held while a page is read; one more and the hold is given up and begun again later.
  static constexpr std::size_t max_held = 256;

  /// What the owner has to do next.
  enum class step : std::uint8_t { nothing, read_page };

  /// What becomes of an event that the shard drained.
  enum class verdict : std::uint8_t {
    deliver,  ///< it is the next one: send it now
    skip,     ///< the peer has it, or will get it by a page
    held,     ///< kept until the page that is being read is there
    catch_up, ///< something was missed: nothing is sent, read a page
  };

  /// What follows from a page: first tell `missed` where it is set, then send `deliver` in its order.
  struct progress {
    std::vector<record_ptr> deliver;
    std::optional<model::gap> missed; ///< what retention took before the page could be read
    step next = step::nothing;
  };

  /// The peer has everything up to the offset `from`. Nothing is delivered before `begin`.
  explicit subscription(std::uint64_t from) noexcept
    : next_(from + 1) {}

  /// `nothing_missed`: `from` was the head of the log in a snapshot as new as every group this shard has
  /// drained (subscription_request: from == head and as_of >= the last commit drained). Then it is live at
  /// once.
  [[nodiscard]] step begin(bool nothing_missed);

  /// A told record of the room, in the order the shard drains them.
  [[nodiscard]] verdict offer(const record_ptr& event) {
    if (state_ == state::live && event->offset == next_) {
      ++next_;
      return verdict::deliver;
    }
    return offer_out_of_turn(event);
  }

  /// The owner has a page read, in a snapshot taken from now on; `number` is how it will know the answer
  /// again, unique among the reads for this peer and room that are under way (those of a former subscription
  /// included). Returns the offset behind which the page begins.
  [[nodiscard]] std::uint64_t asked(std::uint32_t number) noexcept;

  /// The page asked for: records above the offset `asked` gave, in order; `complete`: the log ended before a
  /// bound of the page did; `first`: the log has nothing below it any more. An answer with a number that
  /// isn't waited for any more is ignored.
  [[nodiscard]] progress page(std::uint32_t number, std::vector<record_ptr> records, bool complete,
                              std::uint64_t first = 0);

  /// The outbox had no room: everything from `first` on was not sent, whatever `offer` or `page` said of it.
  /// Nothing is delivered until `outbox_drained`.
  void dropped(std::uint64_t first) noexcept;
  /// The outbox is empty again.
  [[nodiscard]] step outbox_drained();

  /// An authority hold: nothing is delivered until it is lifted. What was missed is caught up then.
  void pause() noexcept;
  [[nodiscard]] step lift();

  // ---- for several that go on together (`in_step`)
  /// Where it is live: catches up again from where it is, with new events held.
  void stop_living() {
    if (state_ == state::live) (void)catch_up();
  }
  /// A page that was asked for is of no use: another is wanted.
  void start_over() {
    if (state_ == state::reading) (void)catch_up();
  }
  /// True where it waits for the page of this number.
  [[nodiscard]] bool awaits(std::uint32_t number) const noexcept {
    return state_ == state::reading && asked_ == number;
  }
  /// New events are held; where they are, a page that is complete makes it live.
  [[nodiscard]] bool holding() const noexcept { return held_ != nullptr; }
  /// Gives the hold up: the page under way can't be the last.
  void let_go() noexcept { held_.reset(); }

  /// The offset that comes next.
  [[nodiscard]] std::uint64_t next() const noexcept { return next_; }
  [[nodiscard]] bool live() const noexcept { return state_ == state::live; }
  [[nodiscard]] bool paused() const noexcept { return paused_; }
  /// Something was dropped and the outbox has not drained since.
  [[nodiscard]] bool behind() const noexcept { return behind_; }
  /// A page is wanted and not asked for yet.
  [[nodiscard]] bool wants_page() const noexcept { return state_ == state::wanting; }

private:
  enum class state : std::uint8_t {
    stopped, ///< not begun, paused or behind
    wanting, ///< a page is to be asked for
    reading, ///< a page was asked for
    live,
  };

  [[nodiscard]] verdict offer_out_of_turn(const record_ptr& event);
  void stop() noexcept;
  [[nodiscard]] step catch_up();
  void hold();
  void take(std::vector<record_ptr>& records, progress& out);

  std::uint64_t next_;
  std::unique_ptr<std::vector<record_ptr>> held_; ///< there while holding
  std::uint32_t asked_ = 0;
  state state_ = state::stopped;
  bool paused_ = false;
  bool behind_ = false;
};

static_assert(sizeof(void*) != 8 || sizeof(subscription) <= 24);

} // namespace snug::transport
