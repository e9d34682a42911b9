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

using namespace snug;
using namespace snug::test;
using namespace snug::transport;

namespace {

/// Rows in memory, read when the test says so.
struct slow_reader final : store::reader {
  void submit(job work) override { jobs.push_back(std::move(work)); }
  void run(const store::snapshot& rows) {
    for (auto& work : std::exchange(jobs, {}))
      work(rows);
  }
  std::vector<job> jobs;
};

struct log_snapshot final : store::snapshot {
  std::optional<std::string> get(std::string_view key) const override { return rows.get(key); }
  bool scan(std::string_view a, std::string_view b, order d, const visitor& v) const override {
    return rows.scan(a, b, d, v);
  }
  std::uint64_t last_commit() const noexcept override { return last; }
  bool readable() const noexcept override { return good; }
  bool good = true;
  facets::memory_rows rows;
  std::uint64_t last = 0;
};

/// A shard without sockets and actors: everything between the inbox and the bytes.
struct delivering {
  ring_pool pool;
  peer_table peers{pool};
  fake_wire wire;
  room_subscribers rooms;
  fake_clock clock;
  slow_reader reader;
  log_snapshot log;
  inbox mail{[] {}};
  transport::flusher flusher{wire, {[this](peer& p) { catching.drained(p); }, [](peer&) {}}};
  static constexpr std::size_t outbox_bytes = 4'000;
  transport::delivery delivery{0, rooms, flusher, outbox_bytes};
  transport::catch_up catching{0, 0, rooms, delivery, reader, mail, clock, outbox_bytes};
  delivering() { mail.bind(std::this_thread::get_id()); }

  std::shared_ptr<const model::record> write(std::size_t size = 20) {
    auto r = std::make_shared<model::record>();
    r->room = lobby;
    r->offset = r->commit = ++log.last;
    r->name = "message.sent";
    model::packer text;
    text.text(std::string(size, 'x'));
    r->data = text.str();
    log.rows.put(facets::log_key(lobby, r->offset), facets::encode(*r));
    return r;
  }
  void tell_ephemeral(const model::ephemeral_event& event) {
    const std::vector run{std::make_shared<const model::ephemeral_event>(event)};
    delivery.post(run);
  }
  std::shared_ptr<const model::record> write_about(std::string_view name, std::string_view user) {
    auto r = std::make_shared<model::record>(*write());
    r->name = name;
    r->data = model::packer().map(1).text("user").text(user).str();
    log.rows.put(facets::log_key(lobby, r->offset), facets::encode(*r));
    return r;
  }
  static void named(peer& p, const std::string& user) {
    model::identity who;
    who.user = user;
    p.who = std::make_shared<const model::identity>(std::move(who));
  }
  void tell(const std::shared_ptr<const model::record>& r) {
    catching.ended_by(*r);
    delivery.told(r, [this](peer& p, model::key room, subscription& s) { catching.wanted(p, room, s); });
  }
  peer& join(std::uint64_t from, std::uint64_t head, std::uint64_t last_commit) {
    auto& p = peers.open();
    catching.subscribe(p, {{0, 0, p.slot, p.generation, 0}, lobby, "lobby", from, head + 1, head, 0},
                       last_commit);
    return p;
  }
  /// Lets everything that can happen happen.
  void settle() {
    for (int i = 0; i < 50; ++i) {
      reader.run(log);
      mail.take(
          [this](transport::post& what) {
            auto& page = std::get<page_post>(what);
            if (auto* p = peers.find(page.peer)) catching.page(*p, page);
          },
          [] { return true; });
      (void)flusher.flush([] { return true; });
    }
  }
  /// The offsets and names `p` was sent, as its JSON frames say them.
  std::vector<std::uint64_t> offsets(const peer& p) {
    std::vector<std::uint64_t> all;
    const std::string needle = "\"lobby\",";
    for (const auto& written : wire.writes[&p])
      for (auto at = written.find("message.sent"); at != written.npos;
           at = written.find("message.sent", at + 1)) {
        const auto begin = written.find("x\",", at) + 3;
        all.push_back(std::stoull(written.substr(begin)));
      }
    return all;
  }
  bool told_gap(const peer& p, std::string_view data) {
    for (const auto& written : wire.writes[&p])
      if (written.find("[\"gap\",\"lobby\"," + std::string(data)) != written.npos) return true;
    return false;
  }
  static std::vector<std::uint64_t> range(std::uint64_t from, std::uint64_t to) {
    std::vector<std::uint64_t> all;
    for (auto i = from; i <= to; ++i)
      all.push_back(i);
    return all;
  }
};

constexpr auto each = boost::test_tools::per_element();

} // namespace

BOOST_AUTO_TEST_SUITE(catching_up)

BOOST_FIXTURE_TEST_CASE(whoever_stands_at_the_head_needs_no_page, delivering) {
  auto& p = join(0, 0, 0);
  BOOST_TEST(reader.jobs.empty());
  tell(write());
  settle();
  BOOST_TEST(offsets(p) == range(1, 1), each);
}

BOOST_FIXTURE_TEST_CASE(whoever_stands_at_a_head_that_moved_meanwhile_reads_a_page, delivering) {
  (void)write();
  auto& p = join(0, 0, 2); // the snapshot was older than what this shard has drained
  tell(write());
  settle();
  BOOST_TEST(offsets(p) == range(1, 2), each);
}

BOOST_FIXTURE_TEST_CASE(a_resuming_peer_gets_what_it_missed_then_what_comes, delivering) {
  for (int i = 0; i < 20; ++i)
    (void)write();
  auto& p = join(5, 20, 20);
  tell(write());
  settle();
  tell(write());
  settle();
  BOOST_TEST(offsets(p) == range(6, 22), each);
}

BOOST_FIXTURE_TEST_CASE(more_than_one_page_comes_in_order, delivering) {
  for (int i = 0; i < 700; ++i)
    (void)write(1);
  auto& p = join(0, 700, 700);
  settle();
  BOOST_TEST(offsets(p) == range(1, 700), each);
}

BOOST_FIXTURE_TEST_CASE(a_slow_receiver_falls_behind_and_gets_everything_once, delivering) {
  auto& p = join(0, 0, 0);
  auto& quick = join(0, 0, 0);
  wire.stuck[&p] = true;
  for (int i = 0; i < 200; ++i) {
    tell(write(100));
    (void)flusher.flush([] { return true; });
  }
  BOOST_TEST(p.out.bytes() <= outbox_bytes);
  BOOST_TEST(p.behind);
  BOOST_TEST(offsets(quick) == range(1, 200), each);
  wire.stuck.clear();
  flusher.writable(p);
  settle();
  tell(write());
  settle();
  BOOST_TEST(offsets(p) == range(1, 201), each);
}

BOOST_FIXTURE_TEST_CASE(a_page_that_does_not_fit_is_read_again_from_where_it_broke_off, delivering) {
  for (int i = 0; i < 60; ++i)
    (void)write(1);
  for (int i = 0; i < 40; ++i)
    (void)write(300);
  auto& p = join(0, 100, 100);
  wire.stuck[&p] = true;
  settle();
  BOOST_TEST(p.behind);
  BOOST_TEST(p.out.bytes() <= outbox_bytes);
  wire.stuck.clear();
  flusher.writable(p);
  settle();
  BOOST_TEST(offsets(p) == range(1, 100), each);
}

BOOST_FIXTURE_TEST_CASE(a_burst_in_one_turn_is_no_reason_to_fall_behind, delivering) {
  auto& p = join(0, 0, 0);
  for (int i = 0; i < 200; ++i)
    tell(write(100));
  settle();
  BOOST_TEST(reader.jobs.empty());
  BOOST_TEST(delivery.dropped() == 0u);
  BOOST_TEST(offsets(p) == range(1, 200), each);
}

BOOST_FIXTURE_TEST_CASE(a_held_peer_hears_nothing_and_catches_up_when_it_is_lifted, delivering) {
  auto& p = join(0, 0, 0);
  catching.hold(p, lobby);
  tell(write());
  model::ephemeral_event typing;
  typing.room = lobby;
  typing.room_name = "lobby";
  typing.name = "typing";
  tell_ephemeral(typing);
  settle();
  BOOST_TEST(wire.writes[&p].empty());
  catching.lift(p, lobby);
  tell(write());
  settle();
  BOOST_TEST(offsets(p) == range(1, 2), each);
}

BOOST_FIXTURE_TEST_CASE(what_retention_took_is_told_as_a_gap, delivering) {
  for (int i = 0; i < 10; ++i)
    (void)write();
  for (std::uint64_t i = 1; i <= 6; ++i)
    log.rows.erase(facets::log_key(lobby, i));
  auto& p = join(2, 10, 10);
  settle();
  BOOST_TEST(told_gap(p, R"({"from":3,"to":6})"));
  BOOST_TEST(offsets(p) == range(7, 10), each);
}

BOOST_FIXTURE_TEST_CASE(a_gap_behind_which_nothing_is_left_is_told_too, delivering) {
  for (int i = 0; i < 10; ++i)
    (void)write();
  for (std::uint64_t i = 1; i <= 10; ++i)
    log.rows.erase(facets::log_key(lobby, i));
  log.rows.put(facets::lineage_key(lobby), facets::encode(facets::lineage_row{{{7, 1}}, 11, 10, 0, 0}));
  auto& p = join(2, 10, 10);
  settle();
  BOOST_TEST(told_gap(p, R"({"from":3,"to":10})"));
  tell(write());
  settle();
  BOOST_TEST(offsets(p) == range(11, 11), each);
}

BOOST_FIXTURE_TEST_CASE(whoever_is_put_out_gets_nothing_behind_it, delivering) {
  auto& bob = join(0, 0, 0);
  auto& again = join(0, 0, 0);
  auto& ada = join(0, 0, 0);
  named(bob, "bob");
  named(again, "bob");
  named(ada, "ada");
  rooms.find(again, lobby)->judged_at = 1; // came in behind the kick
  tell(write_about("member.kicked", "bob"));
  tell(write());
  settle();
  BOOST_TEST(offsets(bob).empty());
  BOOST_TEST(offsets(again) == range(2, 2), each);
  BOOST_TEST(offsets(ada) == range(2, 2), each);
  catching.lift(bob, lobby); // of an older hold, late
  tell(write());
  settle();
  BOOST_TEST(wire.writes[&bob].empty());
}

BOOST_FIXTURE_TEST_CASE(a_page_under_way_brings_nothing_to_whoever_is_put_out_meanwhile, delivering) {
  for (int i = 0; i < 5; ++i)
    (void)write();
  auto& bob = join(0, 5, 5);
  named(bob, "bob");
  tell(write_about("member.banned", "bob"));
  tell(write());
  settle();
  BOOST_TEST(offsets(bob).empty());
}

BOOST_FIXTURE_TEST_CASE(a_subscription_that_comes_behind_the_kick_it_was_not_judged_by_is_none, delivering) {
  auto& bob = peers.open();
  named(bob, "bob");
  tell(write_about("member.kicked", "bob"));
  const model::return_address address{0, 0, bob.slot, bob.generation, 0};
  catching.subscribe(bob, {address, lobby, "lobby", 0, 1, 0, 0}, 1);
  tell(write());
  settle();
  BOOST_TEST(wire.writes[&bob].empty());
  catching.subscribe(bob, {address, lobby, "lobby", 1, 1, 1, 1}, 2);
  settle();
  BOOST_TEST(offsets(bob) == range(2, 2), each);
}

BOOST_FIXTURE_TEST_CASE(a_page_that_can_not_be_read_ends_the_connection, delivering) {
  for (int i = 0; i < 5; ++i)
    (void)write();
  (void)join(0, 5, 5);
  log.good = false;
  reader.run(log);
  std::size_t closes = 0;
  mail.take([&](transport::post& what) { closes += std::holds_alternative<close_post>(what) ? 1 : 0; },
            [] { return true; });
  BOOST_TEST(closes == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_went_gets_no_page, delivering) {
  for (int i = 0; i < 10; ++i)
    (void)write();
  auto& p = join(0, 10, 10);
  rooms.remove_all(p);
  flusher.forget(p);
  peers.close(p);
  auto& next = peers.open(); // has its slot
  settle();
  BOOST_TEST(wire.writes[&next].empty());
  BOOST_TEST(rooms.rooms() == 0u);
}

BOOST_FIXTURE_TEST_CASE(whoever_leaves_is_not_missed_by_the_others, delivering) {
  auto& a = join(0, 0, 0);
  auto& b = join(0, 0, 0);
  auto& c = join(0, 0, 0);
  rooms.remove(a, lobby);
  tell(write());
  rooms.remove(c, lobby);
  tell(write());
  settle();
  BOOST_TEST(offsets(a).empty());
  BOOST_TEST(offsets(b) == range(1, 2), each);
  BOOST_TEST(offsets(c) == range(1, 1), each);
}

BOOST_FIXTURE_TEST_CASE(an_ephemeral_event_spares_the_connection_it_came_from, delivering) {
  auto& a = join(0, 0, 0);
  auto& b = join(0, 0, 0);
  model::ephemeral_event e;
  e.room = lobby;
  e.room_name = "lobby";
  e.name = "game.move";
  e.except = {0, 0, a.slot, a.generation, 9};
  tell_ephemeral(e);
  e.except.shard = 1; // somebody else's, by chance of the same slot
  e.name = "game.over";
  tell_ephemeral(e);
  settle();
  BOOST_TEST(wire.writes[&a].at(0).find("game.move") == std::string::npos);
  BOOST_TEST(wire.writes[&a].at(0).find("game.over") != std::string::npos);
  BOOST_TEST(wire.writes[&b].at(0).find("game.move") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(nothing_follows_a_close_frame, delivering) {
  auto& p = join(0, 0, 0);
  delivery.close(p, model::close_code::drain, std::string(200, 'r'));
  tell(write());
  settle();
  const auto& written = wire.writes[&p].at(0);
  BOOST_TEST(written.size() == 2u + 125u);
  BOOST_TEST(written.substr(2, 2) == std::string("\x0f\xa0")); // 4000
}

BOOST_AUTO_TEST_SUITE_END()
