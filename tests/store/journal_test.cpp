#include "actors/facets/sessions.hpp"
#include "store/journal_thread.hpp"
#include "store/store.hpp"
#include "tests/store/failing_engine.hpp"
#include "tests/store/fixture.hpp"
#include <boost/test/unit_test.hpp>
#include <future>
#include <thread>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

/// A journal over an engine whose troubles the test makes up.
struct desk {
  explicit desk(world& w, std::size_t max_group = 256, std::unique_ptr<engine> below = nullptr)
    : rows(below ? std::move(below) : w.memory())
    , journal({rows, w.rules, w.time, w.random, w.stats, w.log, 0}, {}, max_group) {
    journal.add_listener(told);
  }
  failing_engine rows;
  collector told;
  journal_thread journal;
};

model::error_code code_of(const outcome& o) {
  return o.reply.outcome ? model::error_code{} : o.reply.outcome.error().code;
}

std::vector<std::uint64_t> offsets(const std::vector<outcome>& all) {
  std::vector<std::uint64_t> found;
  for (const auto& o : all)
    for (const auto& r : o.records)
      found.push_back(r.offset);
  return found;
}

std::vector<model::command> two(model::command a, model::command b) {
  std::vector<model::command> both;
  both.push_back(std::move(a));
  both.push_back(std::move(b));
  return both;
}

} // namespace

namespace boost::test_tools::tt_detail {
template <> struct print_log_value<model::error_code> {
  void operator()(std::ostream& out, model::error_code c) const { out << static_cast<int>(c); }
};
} // namespace boost::test_tools::tt_detail

BOOST_AUTO_TEST_SUITE(journal_test)

BOOST_AUTO_TEST_CASE(commands_are_decided_in_the_order_of_submission_and_told_once) {
  world w;
  desk d(w);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  for (std::uint32_t i = 1; i <= 1'000; ++i)
    d.journal.submit(say_in("lobby", "m", std::to_string(i), i));
  d.journal.start();
  const auto all = d.told.wait_for(1'000);
  BOOST_REQUIRE(all.size() == 1'000u);
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    BOOST_TEST(all[i].reply.to.ref == i + 1);
    BOOST_REQUIRE(all[i].records.size() == 1u);
    BOOST_TEST(all[i].records[0].offset == i + 1);
    BOOST_TEST(all[i].records[0].commit == i + 1);
  }
  BOOST_TEST(d.told.groups().size() == 4u);
  BOOST_TEST(d.told.groups().back()->last_commit == 1'000u);
}

BOOST_AUTO_TEST_CASE(long_commands_make_small_groups) {
  world w;
  desk d(w);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  constexpr std::size_t length = 4'000, count = 250;
  for (std::uint32_t i = 1; i <= count; ++i)
    d.journal.submit(say_in("lobby", std::string(length, 'x'), std::to_string(i), i));
  d.journal.start();
  const auto all = d.told.wait_for(count);
  BOOST_REQUIRE(all.size() == count);
  BOOST_TEST(all.back().records.size() == 1u);
  const auto groups = d.told.groups();
  BOOST_REQUIRE(groups.size() == 4u); // of a quarter of a megabyte, and the rest
  BOOST_TEST(groups.front()->outcomes.size() == journal_thread::max_group_bytes / length + 1);
}

BOOST_AUTO_TEST_CASE(stopping_loses_nothing_that_was_submitted) {
  world w;
  desk d(w, 16, w.disk());
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.journal.start();
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t)
    writers.emplace_back([&, t] {
      for (std::uint32_t i = 0; i < 250; ++i)
        d.journal.submit(say_in("lobby", "m", std::to_string(t) + "." + std::to_string(i), i));
    });
  for (auto& t : writers)
    t.join();
  d.journal.stop();
  const auto all = d.told.wait_for(0);
  BOOST_TEST(all.size() == 1'000u);
  BOOST_TEST(offsets(all).size() == 1'000u);
  BOOST_TEST((*d.rows.so_far()).last_commit == 1'000u);
  BOOST_TEST(w.stats.figures().queued == 0u);
}

BOOST_AUTO_TEST_CASE(refused_and_repeated_commands_are_answered_without_a_commit) {
  world w;
  desk d(w);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.journal.start();
  d.journal.submit(say_in("lobby", "m", "x"));
  const auto first = d.told.wait_for(1);
  const auto commits = w.stats.figures().groups;
  d.journal.submit(say_in("lobby", "m", "x"));
  d.journal.submit(say_in("nowhere", "m"));
  const auto all = d.told.wait_for(3);
  BOOST_REQUIRE(all.size() == 3u);
  BOOST_TEST(*all[1].reply.outcome == *first[0].reply.outcome);
  BOOST_TEST(all[1].records.empty());
  BOOST_TEST(code_of(all[2]) == model::error_code::not_found);
  BOOST_TEST(w.stats.figures().groups == commits);
}

BOOST_AUTO_TEST_CASE(what_is_submitted_together_happens_all_or_none) {
  world w;
  desk d(w, 1);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.journal.submit(two(say_in("lobby", "a"), say_in("lobby", "b")));
  d.journal.submit(two(say_in("lobby", "c"), say_in("lobby", ""))); // an empty text is refused
  d.journal.submit(say_in("lobby", "d"));
  d.journal.start();
  const auto all = d.told.wait_for(5);
  BOOST_REQUIRE(all.size() == 5u);
  BOOST_TEST(offsets(all) == (std::vector<std::uint64_t>{1, 2, 3}), boost::test_tools::per_element());
  BOOST_TEST(code_of(all[2]) == model::error_code::bad_request);
  BOOST_TEST(code_of(all[3]) == model::error_code::bad_request);
  BOOST_TEST(all[4].records.at(0).commit == 3u);
  BOOST_TEST(d.told.groups().front()->outcomes.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_full_disk_aborts_the_group_and_the_next_one_goes_on_as_if_nothing_had_been) {
  world w;
  desk d(w, 2);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.journal.submit(say_in("lobby", "a"));
  d.journal.submit(say_in("lobby", "b"));
  d.journal.submit(say_in("lobby", "c"));
  d.journal.submit(say_in("nowhere", "d"));
  d.journal.submit(say_in("lobby", "e"));
  d.rows.fail_commit(3, model::error_code::storage_full); // the first was prepare's
  d.journal.start();
  const auto all = d.told.wait_for(5);
  BOOST_REQUIRE(all.size() == 5u);
  BOOST_TEST(code_of(all[2]) == model::error_code::storage_full);
  BOOST_TEST(all[2].reply.outcome.error().retry_after_ms > 0u);
  BOOST_TEST(code_of(all[3]) == model::error_code::not_found);
  BOOST_TEST(all[2].records.empty());
  BOOST_TEST(offsets(all) == (std::vector<std::uint64_t>{1, 2, 3}), boost::test_tools::per_element());
  BOOST_TEST(all[4].records.at(0).commit == 3u);
  BOOST_TEST(w.stats.figures().failed_groups == 1u);
  BOOST_TEST(!w.stats.figures().read_only);
}

BOOST_AUTO_TEST_CASE(an_aborted_group_denies_nothing_that_an_earlier_one_wrote) {
  world w;
  desk d(w, 6);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby", "hall"})));
  d.rows.fail_commit(3, model::error_code::storage_full); // the first was prepare's
  for (const auto* id : {"1", "2", "3", "4", "5", "6"})   // a full group, so that the next begins behind it
    d.journal.submit(say_in("lobby", id, id));
  d.journal.submit(say_in("lobby", "7", "7"));
  d.journal.submit(say_in("lobby", "1", "1"));     // on disk
  d.journal.submit(say_in("lobby", "7", "7"));     // of this group
  d.journal.submit(say_in("lobby", "other", "7")); // in conflict with what is not
  d.journal.submit(say_in("hall", "8", "8"));
  d.journal.submit(say_in("lobby", "2", "2"));
  d.journal.start();
  const auto all = d.told.wait_for(12);
  BOOST_REQUIRE(all.size() == 12u);
  BOOST_REQUIRE(d.told.groups().size() == 2u);
  BOOST_TEST(code_of(all[6]) == model::error_code::storage_full);
  BOOST_REQUIRE(all[7].reply.outcome);
  BOOST_TEST(*all[7].reply.outcome == *all[0].reply.outcome);
  BOOST_TEST(code_of(all[8]) == model::error_code::storage_full);
  BOOST_TEST(code_of(all[9]) == model::error_code::storage_full);
  BOOST_TEST(code_of(all[10]) == model::error_code::storage_full);
  BOOST_REQUIRE(all[11].reply.outcome);
  BOOST_TEST(*all[11].reply.outcome == *all[1].reply.outcome);
  BOOST_TEST(offsets(all) == (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(whichever_commit_fails_what_was_acknowledged_is_there_and_nothing_else) {
  for (int nth = 2; nth <= 12; ++nth) {
    world w;
    desk d(w, 3);
    BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"a", "b", "c"})));
    d.rows.fail_commit(nth, model::error_code::storage_full);
    for (int i = 0; i < 30; ++i)
      d.journal.submit(say_in(std::string(1, "abc"[i % 3]), "m", std::to_string(i)));
    d.journal.start();
    const auto all = d.told.wait_for(30);
    d.journal.stop();
    std::size_t told = 0;
    const auto rows = dump(d.rows);
    for (const auto& o : all)
      for (const auto& r : o.records) {
        ++told;
        BOOST_TEST(rows.count(facets::log_key(r.room, r.offset)) == 1u);
      }
    std::size_t stored = 0;
    for (const auto& [key, value] : rows)
      stored += key[8] == static_cast<char>(model::table::log) ? 1 : 0;
    BOOST_TEST(stored == told);
    BOOST_TEST(told == (nth <= 11 ? 27u : 30u));
  }
}

BOOST_AUTO_TEST_CASE(an_error_of_the_disk_makes_the_store_read_only) {
  world w;
  desk d(w, 1);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.rows.fail_commit(2, model::error_code::unavailable);
  d.journal.submit(say_in("lobby", "a"));
  d.journal.submit(say_in("lobby", "b"));
  d.journal.start();
  const auto all = d.told.wait_for(2);
  BOOST_TEST(code_of(all[0]) == model::error_code::unavailable);
  BOOST_TEST(code_of(all[1]) == model::error_code::unavailable);
  BOOST_TEST(w.stats.figures().read_only);
  BOOST_TEST(!w.stats.figures().last_error.empty());
  BOOST_TEST(d.rows.commits() == 2);
}

BOOST_AUTO_TEST_CASE(where_nothing_may_grow_adding_is_refused_and_repeats_are_answered) {
  world w;
  desk d(w, 1);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.journal.start();
  d.journal.submit(say_in("lobby", "a", "1"));
  (void)d.told.wait_for(1);
  d.rows.grows = false;
  d.journal.submit(say_in("lobby", "b", "2"));
  d.journal.submit(say_in("lobby", "a", "1"));
  (void)d.told.wait_for(3);
  d.rows.grows = true;
  d.journal.submit(say_in("lobby", "b", "2"));
  const auto all = d.told.wait_for(4);
  BOOST_TEST(code_of(all[1]) == model::error_code::storage_full);
  BOOST_TEST(static_cast<bool>(all[2].reply.outcome));
  BOOST_TEST(offsets(all) == (std::vector<std::uint64_t>{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_real_full_map_refuses_adding_and_lets_reading_go_on) {
  world w;
  w.with.map_bytes = 2u << 20;
  desk d(w, 8, w.disk());
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.journal.start();
  for (int i = 0; i < 400; ++i)
    d.journal.submit(say_in("lobby", std::string(15'000, 'x')));
  const auto all = d.told.wait_for(400);
  std::size_t kept = 0, full = 0;
  for (const auto& o : all) {
    kept += o.records.size();
    full += code_of(o) == model::error_code::storage_full ? 1 : 0;
  }
  BOOST_TEST(kept > 20u);
  BOOST_TEST(full > 100u);
  BOOST_TEST(kept + full == 400u);
  BOOST_TEST((*d.rows.so_far()).last_commit == kept);
  BOOST_TEST(!w.stats.figures().read_only);
}

BOOST_AUTO_TEST_CASE(retention_takes_the_oldest_in_pieces_behind_the_commands) {
  world w;
  desk d(w, 32);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"}, "small")));
  for (int i = 0; i < 1'000; ++i)
    d.journal.submit(say_in("lobby", "m", std::to_string(i)));
  d.journal.start();
  (void)d.told.wait_for(1'000);
  d.journal.stop();
  const auto facts = w.rules.room(
      "lobby", *[&] {
        auto view = d.rows.open_snapshot();
        (void)(*view)->renew();
        return std::move(*view);
      }());
  BOOST_REQUIRE(facts);
  BOOST_TEST(facts->log.head == 1'000u);
  std::size_t records = 0, repeats = 0;
  for (const auto& [key, value] : dump(d.rows)) {
    records += key[8] == static_cast<char>(model::table::log) ? 1 : 0;
    repeats += key[8] == static_cast<char>(model::table::repeat) ? 1 : 0;
  }
  BOOST_TEST(records >= 100u);
  BOOST_TEST(records <= 100u + trimmer::piece + 32);
  BOOST_TEST(repeats == records);
  BOOST_TEST(w.stats.figures().trimmed == 1'000u - records);
}

BOOST_AUTO_TEST_CASE(age_takes_quiet_rooms_records_unless_the_clock_is_wrong) {
  for (const bool wrong : {false, true}) {
    world w;
    failing_engine rows(w.memory());
    group_writer writer({rows, w.rules, w.time, w.random, w.stats, w.log, 0}, {});
    BOOST_REQUIRE(!writer.prepare(w.make_rooms({"lobby"}, "brief")));
    queued_command work[] = {{say_in("lobby", "old"), false}};
    BOOST_REQUIRE(writer.write(work).outcomes.at(0).reply.outcome);
    const auto before = dump(rows).size();
    w.time.wall += wrong ? -3'600'000 : 120'000;
    for (int step = 0; step < 200; ++step) {
      w.time.steady += 10'000;
      writer.tidy();
    }
    BOOST_TEST(w.stats.figures().clock_wrong == wrong);
    BOOST_TEST(w.stats.figures().trimmed == (wrong ? 0u : 1u));
    BOOST_TEST(dump(rows).size() == (wrong ? before : before - 1));
  }
}

BOOST_AUTO_TEST_CASE(sessions_that_are_over_go) {
  world w;
  failing_engine rows(w.memory());
  group_writer writer({rows, w.rules, w.time, w.random, w.stats, w.log, 0}, {});
  BOOST_REQUIRE(!writer.prepare([&](model::rows& r) {
    r.put(facets::session_key("ada", 7), facets::encode(facets::session_row{"ada", "", "", w.time.wall - 1}));
    r.put(facets::session_key("bob", 8),
          facets::encode(facets::session_row{"bob", "", "", w.time.wall + 1'000'000}));
  }));
  for (int step = 0; step < 200; ++step) {
    w.time.steady += 10'000;
    writer.tidy();
  }
  const auto left = dump(rows);
  BOOST_TEST(left.count(facets::session_key("ada", 7)) == 0u);
  BOOST_TEST(left.count(facets::session_key("bob", 8)) == 1u);
}

BOOST_AUTO_TEST_CASE(all_batches_applied_to_an_empty_store_give_the_same_bytes) {
  world w;
  desk d(w, 32, w.disk());
  const auto copy = w.memory();
  d.journal.observe([&](const progress& so_far, const std::vector<model::batch>& batches) {
    auto txn = copy->begin();
    for (const auto& batch : batches) {
      for (const auto& change : batch.changes)
        if (static_cast<unsigned char>(change.key[0]) != batch.partition) std::terminate();
      if ((*txn)->apply(batch.changes)) std::terminate();
    }
    if ((*txn)->commit(so_far)) std::terminate();
  });
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"a", "b", "c"}, "small")));
  d.rows.fail_commit(5, model::error_code::storage_full);
  for (int i = 0; i < 1'000; ++i) {
    const std::string room(1, "abcd"[i % 4]);
    if (i % 7 == 0)
      d.journal.submit(two(say_in(room, "x", std::to_string(i)), say_in(room, i % 2 ? "" : "y")));
    else
      d.journal.submit(say_in(room, "text " + std::to_string(i), i % 3 ? std::to_string(i) : ""));
  }
  d.journal.start();
  d.journal.stop();
  BOOST_TEST((dump(*copy) == dump(d.rows)));
  BOOST_TEST(dump(*copy).size() > 300u);
  BOOST_TEST((*copy->so_far() == *d.rows.so_far()));
}

BOOST_AUTO_TEST_CASE(a_command_that_meets_a_damaged_row_is_not_decided) {
  world w;
  desk d(w, 1);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.rows.damaged = 1;
  d.journal.start();
  d.journal.submit(say_in("lobby", "a"));
  const auto all = d.told.wait_for(1);
  BOOST_TEST(code_of(all.at(0)) == model::error_code::internal);
  BOOST_TEST(d.rows.commits() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(store_test)

BOOST_AUTO_TEST_CASE(a_store_answers_and_reads_back_after_a_restart) {
  world w;
  std::string secret;
  for (int run = 0; run < 2; ++run) {
    collector told;
    auto opened = store::store::open(w.with, w.rules, w.time, w.random, w.log);
    BOOST_REQUIRE(opened);
    auto& s = **opened;
    s.add_listener(told);
    BOOST_REQUIRE(!s.prepare(w.make_rooms({"lobby"})));
    s.start();
    s.writes().submit(say_in("lobby", "hello", "same id"));
    const auto all = told.wait_for(1);
    BOOST_TEST(all.at(0).records.size() == (run == 0 ? 1u : 0u)); // the second time it is a repeat
    std::promise<std::uint64_t> head;
    s.reads().submit([&](const snapshot& view) {
      const auto room = w.rules.room("lobby", view);
      head.set_value(room ? room->log.head : 99);
    });
    BOOST_TEST(head.get_future().get() == 1u);
    if (run == 0) secret = s.signing_secret();
    BOOST_TEST(s.signing_secret() == secret);
    BOOST_TEST(s.healthy());
    s.stop();
    BOOST_TEST(s.stats().journal.last_commit == 1u);
  }
}

BOOST_AUTO_TEST_CASE(a_job_that_throws_is_logged_and_the_readers_go_on) {
  world w;
  w.with.in_memory = true;
  auto opened = store::store::open(w.with, w.rules, w.time, w.random, w.log);
  BOOST_REQUIRE(opened);
  std::promise<void> after;
  (*opened)->reads().submit([](const snapshot&) { throw std::runtime_error("oops"); });
  (*opened)->reads().submit([&](const snapshot&) { after.set_value(); });
  after.get_future().get();
  (*opened)->stop();
  BOOST_TEST((*opened)->stats().readers.failed == 1u);
  BOOST_TEST((*opened)->stats().readers.jobs == 2u);
}

BOOST_AUTO_TEST_CASE(a_job_runs_and_knows_where_nothing_can_be_read) {
  world w;
  failing_engine rows(w.memory());
  rows.unreadable = true;
  reader_pool reads(rows, 1, w.time, w.log);
  const auto readable = [&] {
    std::promise<bool> seen;
    reads.submit([&](const snapshot& view) { seen.set_value(view.readable()); });
    return seen.get_future().get();
  };
  BOOST_TEST(!readable());
  rows.unreadable = false;
  BOOST_TEST(readable());
  reads.stop();
  BOOST_TEST(reads.figures().failed == 1u);
  BOOST_TEST(w.lines.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_job_over_100_ms_is_counted_and_its_scans_end) {
  world w;
  auto opened = store::store::open(w.with, w.rules, w.time, w.random, w.log);
  BOOST_REQUIRE(opened);
  BOOST_REQUIRE(!(*opened)->prepare(w.make_rooms({"lobby"})));
  std::promise<bool> whole;
  (*opened)->reads().submit([&](const snapshot& view) {
    w.time.steady += 150;
    whole.set_value(view.scan("", "\xff", model::row_source::order::up, [](auto, auto) { return true; }));
  });
  BOOST_TEST(!whole.get_future().get());
  (*opened)->stop();
  BOOST_TEST((*opened)->stats().readers.slow == 1u);
}

BOOST_AUTO_TEST_CASE(readers_run_what_was_submitted_before_they_stop) {
  world w;
  w.with.in_memory = true;
  w.with.readers = 3;
  auto opened = store::store::open(w.with, w.rules, w.time, w.random, w.log);
  BOOST_REQUIRE(opened);
  std::atomic<int> run{0};
  for (int i = 0; i < 200; ++i)
    (*opened)->reads().submit([&](const snapshot&) { ++run; });
  (*opened)->stop();
  BOOST_TEST(run == 200);
}

BOOST_AUTO_TEST_CASE(a_store_that_can_not_be_opened_says_why) {
  world w;
  w.with.directory = "/proc/snug";
  const auto opened = store::store::open(w.with, w.rules, w.time, w.random, w.log);
  BOOST_REQUIRE(!opened);
  BOOST_TEST(opened.error().message.find("/proc/snug") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rooms_come_into_being_between_two_groups_while_it_runs) {
  world w;
  desk d(w);
  BOOST_REQUIRE(!d.journal.prepare(w.make_rooms({"lobby"})));
  d.journal.start();
  d.journal.submit(say_in("annex", "nobody is there"));
  BOOST_TEST((code_of(d.told.wait_for(1)[0]) == model::error_code::not_found));
  BOOST_TEST(!d.journal.amend(w.make_rooms({"annex"})));
  d.journal.submit(say_in("annex", "now there is"));
  BOOST_TEST(bool(d.told.wait_for(2)[1].reply.outcome));
  d.journal.stop();
  BOOST_REQUIRE(d.journal.amend(w.make_rooms({"late"})));
}

BOOST_AUTO_TEST_SUITE_END()
