#pragma once
#include "actors/facets/hook_rows.hpp"
#include "transport/hooks/backoff.hpp"
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace snug::transport::hooks {

/// Which event of the stored queue is sent when: the oldest first, events of one room one after the other,
/// those that failed again after a while, in which others of their room go ahead. Knows a window of the
/// queue's numbers and asks for the next page when that runs out, so a long queue costs no memory. Times are
/// steady ms. One thread at a time.
class send_plan {
public:
  struct rules {
    std::uint32_t in_flight = 4;
    std::uint32_t attempts = 16;
    backoff retry;
    std::size_t window = 1'000; ///< numbers it knows at most
  };
  explicit send_plan(rules by)
    : by_(by) {}
  /// Goes by other rules from now on; the window stays.
  void take(const rules& next) {
    by_.in_flight = next.in_flight;
    by_.attempts = next.attempts;
    by_.retry = next.retry;
  }

  /// A row came into being. `room`: anything that is the same for events of the same room.
  void queued(std::uint64_t number, std::uint64_t room);
  /// A row came back from the dead: its number lies before others.
  void revived();

  /// True where rows have to be read: those behind `read_from()`, in order.
  [[nodiscard]] bool wants_page() const noexcept { return more_ && items_.size() <= by_.window / 2; }
  /// Where the page begins that is read from now on.
  [[nodiscard]] std::uint64_t read_from() noexcept {
    asked_at_ = newest_;
    return last_;
  }
  struct row {
    std::uint64_t number = 0, room = 0;
  };
  /// `whole`: there was nothing behind the last one.
  void page(const std::vector<row>& rows, bool whole);

  /// The next one to send, which is under way from here on; nothing while none is due or enough are.
  [[nodiscard]] std::optional<std::uint64_t> next(std::int64_t now);
  /// When `next` has something, as far as is known; nothing while that takes an answer or a new row.
  [[nodiscard]] std::optional<std::int64_t> wake_at() const;

  void sent(std::uint64_t number);
  void failed(std::uint64_t number, std::string why, std::int64_t now, std::uint64_t random);
  /// It never went: as if it hadn't been taken, but not before `at`.
  void put_back(std::uint64_t number, std::int64_t at);
  /// There is no such row any more.
  void gone(std::uint64_t number);

  /// What is to be written of what became of them, at most `facets::most_settled` numbers; the same again
  /// after a while where it isn't `settled`.
  [[nodiscard]] facets::settlement take_settlement(std::int64_t now);
  /// It is on disk.
  void settled(const facets::settlement& what);

  [[nodiscard]] std::size_t known() const noexcept { return items_.size(); }
  [[nodiscard]] std::size_t under_way() const noexcept { return under_way_; }

  static constexpr std::int64_t write_again_ms = 5'000;

private:
  struct item {
    std::uint64_t room = 0;
    std::uint32_t attempts = 0;
    std::int64_t due = 0;
    bool under_way = false;
  };
  struct fate {
    bool dead = false;
    std::uint32_t attempts = 0;
    std::string why;
    std::int64_t write_at = 0;
  };
  [[nodiscard]] bool add(std::uint64_t number, std::uint64_t room);
  [[nodiscard]] bool room_is_busy(std::uint64_t room) const;

  rules by_;
  std::map<std::uint64_t, item> items_;
  std::map<std::uint64_t, fate> fates_; ///< no longer to be sent; their rows are still there
  std::size_t under_way_ = 0;
  std::uint64_t last_ = 0;     ///< rows up to here are known or done
  std::uint64_t newest_ = 0;   ///< of those announced
  std::uint64_t asked_at_ = 0; ///< `newest_` when the last page was asked for
  bool more_ = true;           ///< there may be rows behind `last_`
};

} // namespace snug::transport::hooks
