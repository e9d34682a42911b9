#include "actors/facets/log_rows.hpp"
#include "actors/facets/memory_rows.hpp"
#include "actors/model/packer.hpp"
#include "frames.hpp"
#include "tests/support/fake_clock.hpp"
#include "transport/catch_up.hpp"
#include "transport/delivery.hpp"
#include "transport/peer_table.hpp"
#include <boost/test/unit_test.hpp>
#include <deque>
#include <map>
#include <optional>
#include <random>

// A peer that is told all its rooms in step, beside a model of what surrounds it: a journal, a shard that
// drains some time later, a reader whose snapshots are answered some time later, a socket that clogs, holds,
// joins in the middle. Whatever the order of these steps, it is told every event of its rooms once, and every
// cursor it is told is true: nothing of a room that it was in then, up to there, is told later.

using namespace snug;
using namespace snug::test;
using namespace snug::transport;

namespace {

struct rows_in_memory final : store::snapshot {
  std::optional<std::string> get(std::string_view key) const override { return rows.get(key); }
  bool scan(std::string_view a, std::string_view b, order d, const visitor& v) const override {
    return rows.scan(a, b, d, v);
  }
  std::uint64_t last_commit() const noexcept override { return last; }
  bool readable() const noexcept override { return true; }
  facets::memory_rows rows;
  std::uint64_t last = 100; ///< a snapshot before the first would be of a room that counts apart
};

struct later_reader final : store::reader {
  void submit(job work) override { jobs.push_back(std::move(work)); }
  std::deque<job> jobs;
};

/// An event as the peer was told it. Its commit number is its data.
struct told_event {
  std::uint64_t commit = 0;
  std::optional<std::uint64_t> cursor;
};

class world {
public:
  static constexpr std::size_t rooms = 3;
  static constexpr std::size_t outbox_bytes = 100'000;

  explicit world(std::uint64_t seed)
    : random_(seed) {
    mail_.bind(std::this_thread::get_id());
    delivery_.give_cursors(7);
    peer_ = &peers_.open();
    peer_->speech = socketio_speech(false);
    peer_->in_step = true;
    for (std::size_t i = 0; i < rooms; ++i)
      keys_.push_back(model::key::make(static_cast<unsigned>(i), 1));
  }

  void write(std::size_t room) {
    auto r = std::make_shared<model::record>();
    r->room = keys_[room];
    r->offset = ++heads_[room];
    r->commit = ++log_.last;
    r->name = "e";
    r->data = model::packer().uint(r->commit).str();
    log_.rows.put(facets::log_key(r->room, r->offset), facets::encode(*r));
    room_of_[r->commit] = room;
    undrained_.push_back(std::move(r));
  }
  void drain() {
    if (undrained_.empty()) return;
    const auto r = undrained_.front();
    undrained_.pop_front();
    drained_ = r->commit;
    if (!r->told()) return;
    delivery_.told(r, [this](peer& p, model::key room, subscription& s) { catching_.wanted(p, room, s); });
  }
  void read() {
    if (reader_.jobs.empty()) return;
    const auto job = std::move(reader_.jobs.front());
    reader_.jobs.pop_front();
    job(log_);
  }
  /// Pages that know more than the shard has drained wait, as in `page_gate`.
  void take() {
    mail_.take([this](post& what) { pages_.push_back(std::move(std::get<page_post>(what))); },
               [] { return true; });
    for (std::size_t n = pages_.size(); n > 0; --n) {
      auto page = std::move(pages_.front());
      pages_.pop_front();
      if (page.as_of <= drained_)
        catching_.page(*peer_, page);
      else
        pages_.push_back(std::move(page));
    }
  }
  void flush() {
    (void)flusher_.flush([] { return true; });
  }

  /// Comes into a room and has what is up to the offset `from`: it is written down, and the room lets it in.
  void join(std::size_t room, std::uint64_t from) {
    begin_join(room, from);
    drain_all();
    finish_join();
  }
  void begin_join(std::size_t room, std::uint64_t from) {
    coming_ = room;
    starts_[room] = from;
    catching_.still(*peer_, true);
    auto row = std::make_shared<model::record>();
    row->commit = written_[room] = ++log_.last;
    undrained_.push_back(std::move(row));
  }
  /// True where no join is on its way.
  bool finish_join() {
    if (!coming_) return true;
    if (drained_ < written_[*coming_]) return false;
    enter(*std::exchange(coming_, std::nullopt));
    return true;
  }
  /// Comes back into a room.
  void rejoin(std::size_t room, std::uint64_t from) {
    starts_[room] = from;
    enter(room);
  }
  void enter(std::size_t room) {
    catching_.subscribe(*peer_,
                        {{0, 0, peer_->slot, peer_->generation, 0},
                         keys_[room],
                         "r",
                         starts_[room],
                         log_.last,
                         heads_[room],
                         0},
                        drained_);
    entered_[room] = true;
  }
  void drain_all() {
    while (!undrained_.empty())
      drain();
  }
  void leave(std::size_t room) {
    catching_.unsubscribe(*peer_, keys_[room]);
    starts_.erase(room);
    entered_.erase(room);
    held_.erase(room);
  }
  void hold(std::size_t room) {
    if (!entered_.contains(room)) return;
    held_[room] = true;
    catching_.hold(*peer_, keys_[room]);
  }
  void lift(std::size_t room) {
    if (held_.erase(room)) catching_.lift(*peer_, keys_[room]);
  }
  void clog(bool on) {
    if (on) return void(wire_.stuck[peer_] = true);
    if (wire_.stuck.erase(peer_)) flusher_.writable(*peer_);
  }

  void random_step() {
    const auto room = pick(rooms);
    switch (pick(10)) {
    case 0:
    case 1:
    case 2:
      return write(pick(4) != 0 ? 0 : room); // unequal traffic
    case 3:
    case 4:
      return drain();
    case 5:
      return read();
    case 6:
      return take();
    case 7:
      return flush();
    case 8:
      return pick(2) ? hold(room) : lift(room);
    default:
      return clog(pick(3) == 0);
    }
  }
  void settle() {
    clog(false);
    for (std::size_t room = 0; room < rooms; ++room)
      lift(room);
    for (int i = 0; i < 400; ++i) {
      drain();
      read();
      take();
      flush();
    }
  }

  [[nodiscard]] std::vector<told_event> told() {
    std::vector<told_event> all;
    for (const auto& written : wire_.writes[peer_])
      for (auto at = written.find("[\"e\","); at != written.npos; at = written.find("[\"e\",", at + 1)) {
        told_event e;
        e.commit = std::stoull(written.substr(at + 5));
        const auto cursor = written.find(",\"7.", at);
        if (cursor < written.find(']', at)) e.cursor = std::stoull(written.substr(cursor + 4));
        all.push_back(e);
      }
    return all;
  }

  /// What is wrong with what was told; nothing where it is right.
  [[nodiscard]] std::optional<std::string> complaint() {
    auto stands = starts_;
    std::uint64_t cursor = 0;
    const auto all = told();
    for (const auto& e : all) {
      const auto room = room_of_[e.commit];
      if (offset_of(room, e.commit) != ++stands[room]) return "not the next: " + std::to_string(e.commit);
      cursor = e.cursor.value_or(cursor);
      for (const auto& [other, stood] : stands)
        if (const auto back = way_back(other, cursor); back && *back != stood)
          return "behind " + std::to_string(e.commit) + " the cursor " + std::to_string(cursor) +
                 " leads to " + std::to_string(*back) + " and not to " + std::to_string(stood) + " of room " +
                 std::to_string(other);
    }
    for (const auto& [room, from] : starts_) {
      if (stands[room] != heads_[room]) return "an end is missing";
      if (!all.empty() && !way_back(room, cursor)) return "in the end there is no way back";
    }
    return std::nullopt;
  }
  /// As a session comes back to a room (`join_lookup`).
  [[nodiscard]] std::optional<std::uint64_t> way_back(std::size_t room, std::uint64_t cursor) {
    const auto written = written_[room];
    if (cursor >= written) return std::max(starts_[room], offset_of(room, cursor));
    if (offset_of(room, written) > starts_[room]) return std::nullopt;
    return starts_[room];
  }
  /// Of the newest event of a room up to there.
  std::uint64_t offset_of(std::size_t room, std::uint64_t commit) {
    return facets::offset_at(log_.rows, keys_[room], commit).value_or(0);
  }

  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }
  [[nodiscard]] std::uint64_t head(std::size_t room) { return heads_[room]; }
  [[nodiscard]] catch_up& catching() noexcept { return catching_; }
  [[nodiscard]] peer& who() noexcept { return *peer_; }

private:
  std::mt19937_64 random_;
  ring_pool pool_;
  peer_table peers_{pool_};
  fake_wire wire_;
  room_subscribers rooms_;
  fake_clock clock_;
  later_reader reader_;
  rows_in_memory log_;
  inbox mail_{[] {}};
  flusher flusher_{wire_, {[this](peer& p) { catching_.drained(p); }, [](peer&) {}}};
  delivery delivery_{0, rooms_, flusher_, outbox_bytes};
  catch_up catching_{0, 0, rooms_, delivery_, reader_, mail_, clock_, outbox_bytes};
  peer* peer_ = nullptr;
  std::vector<model::key> keys_;
  std::map<std::size_t, std::uint64_t> heads_, starts_, written_;
  std::optional<std::size_t> coming_;
  std::map<std::size_t, bool> held_, entered_;
  std::map<std::uint64_t, std::size_t> room_of_;
  std::deque<subscription::record_ptr> undrained_;
  std::deque<page_post> pages_;
  std::uint64_t drained_ = 100;
};

std::vector<std::uint64_t> commits(const std::vector<told_event>& all) {
  std::vector<std::uint64_t> out;
  for (const auto& e : all)
    out.push_back(e.commit);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(rooms_in_step)

BOOST_AUTO_TEST_CASE(what_was_missed_in_two_rooms_comes_in_the_order_of_commits_when_both_are_there) {
  world w(1);
  for (int i = 0; i < 30; ++i)
    w.write(i % 10 == 9 ? 1 : 0);
  for (int i = 0; i < 30; ++i)
    w.drain();
  w.catching().expect(w.who());
  w.rejoin(0, 0);
  w.settle();
  BOOST_TEST(w.told().empty());
  w.rejoin(1, 0);
  w.settle();
  BOOST_TEST(w.told().empty()); // nobody has said yet how many there are
  w.catching().recalled(w.who(), 2);
  w.settle();
  std::vector<std::uint64_t> all(30);
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = i + 101;
  BOOST_TEST(commits(w.told()) == all, boost::test_tools::per_element());
  for (const auto& e : w.told())
    BOOST_TEST((e.cursor == e.commit));
  w.write(0);
  w.settle();
  BOOST_TEST(w.told().size() == 31u);
}

BOOST_AUTO_TEST_CASE(whoever_begins_anew_waits_for_nothing) {
  world w(1);
  w.catching().expect(w.who());
  w.catching().recalled(w.who(), 0);
  w.join(0, 0);
  w.write(0);
  w.settle();
  BOOST_TEST(w.told().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_before_its_coming_has_no_cursor_but_for_the_last_of_it) {
  world w(1);
  for (int i = 0; i < 4; ++i)
    w.write(1);
  for (int i = 0; i < 4; ++i)
    w.drain();
  w.join(0, 0);
  w.write(0);
  w.settle();
  w.join(1, 1); // has the first of four
  w.settle();
  const auto told = w.told();
  BOOST_TEST(commits(told) == (std::vector<std::uint64_t>{106, 102, 103, 104}),
             boost::test_tools::per_element());
  BOOST_TEST((told[0].cursor == 106u));
  BOOST_TEST(!told[1].cursor.has_value());
  BOOST_TEST(!told[2].cursor.has_value());
  BOOST_TEST((told[3].cursor == 107u));
}

BOOST_AUTO_TEST_CASE(a_room_of_which_more_is_missed_than_a_page_holds_keeps_the_others_back) {
  world w(1);
  for (int i = 0; i < 700; ++i)
    w.write(i % 350 == 349 ? 1 : 0);
  for (int i = 0; i < 700; ++i)
    w.drain();
  w.catching().expect(w.who());
  w.rejoin(0, 0);
  w.rejoin(1, 0);
  w.catching().recalled(w.who(), 2);
  w.settle();
  const auto told = commits(w.told());
  BOOST_TEST(told.size() == 700u);
  BOOST_TEST(std::is_sorted(told.begin(), told.end()));
}

BOOST_AUTO_TEST_CASE(whatever_happens_everything_is_told_once_and_every_cursor_is_true) {
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    world w(seed);
    const auto steps = 20 + w.pick(150);
    std::size_t joined = 0;
    for (std::size_t i = 0; i < steps; ++i) {
      if (w.pick(12) == 0 && w.finish_join() && joined < world::rooms) {
        const auto head = w.head(joined);
        w.begin_join(joined++, w.pick(2) ? head : w.pick(head + 1));
      }
      w.random_step();
    }
    w.drain_all();
    BOOST_REQUIRE(w.finish_join());
    w.settle();
    w.write(0);
    w.settle();
    if (const auto wrong = w.complaint()) BOOST_FAIL("seed " << seed << ": " << *wrong);
  }
}

BOOST_AUTO_TEST_CASE(a_room_that_is_left_in_the_middle_stops_nobody) {
  world w(1);
  for (int i = 0; i < 40; ++i)
    w.write(i % 2);
  w.join(0, 0);
  w.join(1, 0);
  w.hold(1);
  w.settle();
  w.hold(1);
  w.write(0);
  for (int i = 0; i < 9; ++i) {
    w.drain();
    w.read();
    w.take();
  }
  w.leave(1);
  w.write(0);
  w.settle();
  BOOST_TEST(commits(w.told()).back() == 144u);
}

BOOST_AUTO_TEST_SUITE_END()
