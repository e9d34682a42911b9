#include "store/backup.hpp"
#include "store/lmdb/journal_recovery.hpp"
#include "store/lmdb/meta.hpp"
#include "tests/store/fixture.hpp"
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sys/wait.h>
#include <thread>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

namespace fs = std::filesystem;

void commit(engine& rows, const std::vector<model::change>& changes, std::uint64_t number) {
  auto txn = rows.begin();
  BOOST_REQUIRE(txn);
  BOOST_REQUIRE(!(*txn)->apply(changes));
  BOOST_REQUIRE(!(*txn)->commit({number, 5}));
}

/// The store's files as a process leaves them that is killed now.
void copy_files(const settings& from, const settings& to) {
  fs::create_directories(to.directory);
  for (const auto* name : {"data.mdb", "journal-0", "journal-1"})
    fs::copy_file(from.directory + "/" + name, to.directory + "/" + name,
                  fs::copy_options::overwrite_existing);
}

struct elsewhere : world {
  explicit elsewhere(const world& w) { with.journal_bytes = w.with.journal_bytes; }
};

std::string file_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void change_byte(const std::string& path, std::size_t at) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(static_cast<std::streamoff>(at));
  const auto was = static_cast<char>(file.get());
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(was ^ 1));
}

std::map<std::string, std::string> scanned(const model::row_source& rows) {
  std::map<std::string, std::string> all;
  rows.scan("", "~", model::row_source::order::up, [&](std::string_view key, std::string_view value) {
    all.emplace(key, value);
    return true;
  });
  return all;
}

constexpr int many = 700; // more than are settled in one transaction

/// Every one of `many` rows, all of them changed by each commit.
std::vector<model::change> a_change_of_many_rows(std::uint64_t number) {
  std::vector<model::change> changes;
  for (int i = 0; i < many; ++i)
    changes.push_back(put("k" + std::to_string(1'000 + i), std::to_string(number)));
  return changes;
}

/// Whether those are all as the commit `number` left them.
bool are_of_one_commit(const std::map<std::string, std::string>& rows, std::uint64_t number) {
  return rows.size() == (number ? many : 0) && std::all_of(rows.begin(), rows.end(), [&](const auto& row) {
           return row.second == std::to_string(number);
         });
}

/// Begins a process that does `what`, which never returns.
template <class F> pid_t in_another_process(F what) {
  const auto child = fork();
  if (child == 0) {
    what();
    _exit(1);
  }
  return child;
}

void kill_and_wait(pid_t child) {
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

void change_many_rows_for_good(world& w) {
  const auto rows = w.ahead();
  for (auto number = (*rows->so_far()).last_commit + 1;; ++number) {
    auto txn = rows->begin();
    if (!txn || (*txn)->apply(a_change_of_many_rows(number)) || (*txn)->commit({number, 5})) return;
  }
}

settled_up_to how_far_settled(const settings& with) {
  const auto env = environment::open(with.directory, with.map_bytes, environment::mode::read_only);
  BOOST_REQUIRE(env);
  const auto here = settled_in(**env);
  BOOST_REQUIRE(here);
  return *here;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ahead_engine_test)

BOOST_AUTO_TEST_CASE(the_bytes_of_a_journal_entry_are_frozen) {
  entry_writer entry;
  entry.begin(0x0102030405060708, 9);
  entry.put("k", "vv");
  entry.erase("e");
  const std::string behind("\x01\x02\x03\x04\x05\x06\x07\x08"
                           "\0\0\0\0\0\0\0\x09"
                           "\0\0\0\0\0\0\0\x0a"
                           "\0\0\0\0\0\0\0\x0b"
                           "\x01\0\0\0\x01k\0\0\0\x02vv"
                           "\x02\0\0\0\x01"
                           "e",
                           50);
  const auto bytes = entry.finish({10, 11});
  BOOST_TEST(bytes.size() == 8 + behind.size());
  BOOST_TEST(bytes.substr(0, 4) == std::string("\0\0\0\x32", 4));
  BOOST_TEST(bytes.substr(8) == behind);
  const auto read = parse_journal(bytes, 0x0102030405060708);
  BOOST_REQUIRE(read.size() == 1u);
  BOOST_TEST(read[0].number == 9u);
  BOOST_TEST((read[0].so_far == progress{10, 11}));
}

BOOST_AUTO_TEST_CASE(entries_are_read_up_to_the_first_that_is_not_whole_or_does_not_follow) {
  const auto entry = [](std::uint64_t store, std::uint64_t number) {
    entry_writer one;
    one.begin(store, number);
    one.put("key", "value");
    return std::string(one.finish({}));
  };
  BOOST_TEST(parse_journal(entry(1, 4) + entry(1, 5) + entry(1, 3), 1).size() == 2u);
  BOOST_TEST(parse_journal(entry(1, 4) + entry(2, 5), 1).size() == 1u);
  BOOST_TEST(parse_journal(entry(1, 4) + std::string(100, '\0'), 1).size() == 1u);
  BOOST_TEST(parse_journal(std::string(100, '\xff'), 1).empty());
  const auto two = entry(1, 4) + entry(1, 5);
  for (std::size_t cut = 0; cut < two.size(); ++cut)
    BOOST_TEST(parse_journal(std::string_view(two).substr(0, cut), 1).size() ==
               (cut < two.size() / 2 ? 0u : 1u));
  for (std::size_t at = 0; at < two.size(); ++at) {
    auto spoilt = two;
    spoilt[at] = static_cast<char>(spoilt[at] ^ 0x10);
    BOOST_TEST(parse_journal(spoilt, 1).size() == (at < two.size() / 2 ? 0u : 1u));
  }
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_acknowledged_is_there_when_the_store_is_opened_again) {
  world w;
  w.with.journal_bytes = 4'000; // several changes of files
  elsewhere after(w);
  const auto rows = w.ahead();
  for (std::uint64_t i = 1; i <= 100; ++i) {
    commit(*rows,
           {put("k" + std::to_string(i % 30), std::string(i, 'v')), erase("k" + std::to_string(i % 7))}, i);
    if (i % 10 != 0) continue;
    copy_files(w.with, after.with);
    const auto again = after.ahead();
    BOOST_TEST((dump(*again) == dump(*rows)));
    BOOST_TEST((*again->so_far()).last_commit == i);
  }
}

BOOST_AUTO_TEST_CASE(an_entry_that_was_cut_off_is_left_out) {
  world w;
  elsewhere after(w);
  const auto rows = w.ahead();
  commit(*rows, {put("a", "1")}, 1);
  commit(*rows, {put("b", "2")}, 2);
  copy_files(w.with, after.with);
  const auto file = journal_path(after.with.directory, 0);
  change_byte(file, file_bytes(file).find("b") + 5);
  const auto again = after.ahead();
  BOOST_TEST(dump(*again).size() == 1u);
  BOOST_TEST((*again->so_far()).last_commit == 1u);
  commit(*again, {put("c", "3")}, 2);
  BOOST_TEST(dump(*again).at("c") == "3");
}

BOOST_AUTO_TEST_CASE(a_store_that_misses_entries_before_others_is_refused) {
  world w;
  w.with.journal_bytes = 100;
  elsewhere after(w);
  const auto rows = w.ahead();
  commit(*rows, {put("first", std::string(200, 'v'))}, 1);
  copy_files(w.with, after.with);
  commit(*rows, {put("second", std::string(200, 'v'))}, 2); // in the other file
  fs::copy_file(journal_path(w.with.directory, 1), journal_path(after.with.directory, 1),
                fs::copy_options::overwrite_existing);
  change_byte(journal_path(after.with.directory, 0), 60);
  const auto opened = ahead_engine::open(after.with, {after.time, after.random, after.log});
  BOOST_REQUIRE(!opened);
  BOOST_TEST((opened.error().code == model::error_code::conflict));
  BOOST_TEST(opened.error().message.find("entry 1 is missing") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_journal_of_another_store_is_not_taken_in) {
  world w;
  elsewhere other(w);
  other.random.next(); // another store id
  const auto rows = w.ahead();
  commit(*rows, {put("a", "1")}, 1);
  (void)other.ahead();
  fs::copy_file(journal_path(w.with.directory, 0), journal_path(other.with.directory, 0),
                fs::copy_options::overwrite_existing);
  BOOST_TEST(dump(*other.ahead()).empty());
}

BOOST_AUTO_TEST_CASE(a_store_that_was_closed_has_everything_in_its_data_file) {
  world w;
  commit(*w.ahead(), {put("a", "1")}, 7);
  fs::remove(journal_path(w.with.directory, 0));
  fs::remove(journal_path(w.with.directory, 1));
  const auto rows = w.disk();
  BOOST_TEST(dump(*rows).at("a") == "1");
  BOOST_TEST((*rows->so_far()).last_commit == 7u);
}

BOOST_AUTO_TEST_CASE(a_commit_that_cannot_be_written_leaves_nothing) {
  world w;
  const auto rows = w.ahead();
  commit(*rows, {put("a", "1")}, 1);
  {
    auto txn = rows->begin();
    BOOST_REQUIRE(txn);
    BOOST_TEST((*txn)->apply(std::vector{put(std::string(max_key_bytes + 1, 'k'), "v")}).has_value());
  }
  {
    auto txn = rows->begin();
    BOOST_REQUIRE(txn && !(*txn)->apply(std::vector{put("a", "2"), erase_range("a", "z"), put("b", "2")}));
    BOOST_TEST(!(*txn)->get("a").has_value());
  }
  BOOST_TEST((dump(*rows) == std::map<std::string, std::string>{{"a", "1"}}));
}

BOOST_AUTO_TEST_CASE(a_backup_beside_a_running_server_has_what_is_not_settled) {
  world w;
  w.with.journal_bytes = 4'000;
  const auto rows = w.ahead();
  for (std::uint64_t i = 1; i <= 50; ++i)
    commit(*rows, {put("k" + std::to_string(i), std::string(300, 'v'))}, i);
  const auto file = w.directory.path() + "/copy";
  const auto child = fork();
  if (child == 0) _exit(backup(w.with, file) ? 1 : 0);
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_REQUIRE(status == 0);
  elsewhere there(w);
  fs::create_directories(there.with.directory);
  fs::copy_file(file, there.with.directory + "/data.mdb");
  BOOST_TEST((dump(*there.disk()) == dump(*rows)));
}

// Random commits, aborts, changes of files and restarts beside a plain map.
BOOST_AUTO_TEST_CASE(rows_written_ahead_read_as_plain_rows_would) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      std::mt19937 dice(seed);
      world w;
      w.with.journal_bytes = 200 + dice() % 2'000;
      auto rows = w.ahead();
      facets::memory_rows expected;
      const auto some_key = [&] { return std::string(1 + dice() % 2, static_cast<char>('a' + dice() % 20)); };
      auto view = rows->open_snapshot();
      BOOST_REQUIRE(view && !(*view)->renew());
      auto seen = scanned(expected);
      for (std::uint64_t step = 1; step <= 60; ++step) {
        std::vector<model::change> changes;
        for (auto n = dice() % 5; n > 0; --n) {
          const auto what = dice() % 6;
          if (what < 4)
            changes.push_back(put(some_key(), std::string(dice() % 60, static_cast<char>('0' + step % 10))));
          else
            changes.push_back(what == 4 ? erase(some_key()) : erase_range(some_key(), some_key()));
        }
        auto txn = rows->begin();
        BOOST_REQUIRE(txn && !(*txn)->apply(changes));
        auto wanted = expected;
        wanted.apply(changes);
        BOOST_TEST((scanned(**txn) == scanned(wanted)));
        const auto key = some_key();
        BOOST_TEST(((*txn)->get(key) == wanted.get(key)));
        if (dice() % 4 != 0) {
          BOOST_REQUIRE(!(*txn)->commit({step, 0}));
          expected = wanted;
        }
        txn->reset();
        BOOST_TEST((scanned(**view) == seen)); // whatever was settled meanwhile
        if (dice() % 3 == 0) {
          (*view)->reset();
          BOOST_REQUIRE(!(*view)->renew());
          seen = scanned(expected);
          BOOST_TEST((scanned(**view) == seen));
          const auto from = some_key(), to = some_key();
          std::vector<std::string> down, up;
          (*view)->scan(from, to, model::row_source::order::down,
                        [&](auto k, auto) { return down.emplace_back(k), true; });
          expected.scan(from, to, model::row_source::order::up,
                        [&](auto k, auto) { return up.emplace_back(k), true; });
          BOOST_TEST(std::equal(down.rbegin(), down.rend(), up.begin(), up.end()));
        }
        if (dice() % 10 == 0) BOOST_REQUIRE(!rows->settle_now());
        if (dice() % 20 == 0) {
          view->reset();
          rows.reset();
          rows = w.ahead();
          view = rows->open_snapshot();
          BOOST_REQUIRE(view && !(*view)->renew());
          seen = scanned(expected);
        }
        BOOST_TEST((dump(*rows) == scanned(expected)));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(readers_see_whole_commits_while_rows_are_settled) {
  world w;
  w.with.journal_bytes = 3'000;
  const auto rows = w.ahead();
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> torn{0}, went_back{0}, looks{0};
  const auto read = [&] {
    auto view = rows->open_snapshot();
    std::uint64_t newest = 0;
    while (!done || looks < 50) {
      if (!view || (*view)->renew()) continue;
      const auto all = scanned(**view);
      const auto number = (*view)->last_commit();
      torn += all.size() == (number ? 40u : 0u) ? 0 : 1;
      for (const auto& [key, value] : all)
        torn += value == std::to_string(number) ? 0 : 1;
      torn += number && (*view)->get("k20") != std::to_string(number) ? 1 : 0;
      went_back += number < newest ? 1 : 0;
      newest = number;
      ++looks;
      (*view)->reset();
    }
  };
  std::thread first(read), second(read);
  for (std::uint64_t number = 1; number <= 400; ++number) {
    std::vector<model::change> changes;
    for (int i = 10; i < 50; ++i)
      changes.push_back(put("k" + std::to_string(i), std::to_string(number)));
    commit(*rows, changes, number);
  }
  done = true;
  first.join();
  second.join();
  BOOST_TEST(torn == 0u);
  BOOST_TEST(went_back == 0u);
  BOOST_TEST(looks >= 50u);
}

BOOST_AUTO_TEST_CASE(a_process_killed_between_the_parts_of_a_settling_leaves_whole_commits) {
  world w;
  w.with.journal_bytes = 1; // each commit is settled
  int between = 0;
  for (int round = 0; round < 20; ++round) {
    const auto child = in_another_process([&] { change_many_rows_for_good(w); });
    std::this_thread::sleep_for(std::chrono::milliseconds(60 + 3 * round));
    kill_and_wait(child);
    const auto here = how_far_settled(w.with);
    between += here.partly > here.whole ? 1 : 0;
    const auto rows = w.ahead();
    BOOST_TEST(are_of_one_commit(dump(*rows), (*rows->so_far()).last_commit));
  }
  BOOST_TEST(between > 0);
}

BOOST_AUTO_TEST_CASE(a_backup_taken_between_the_parts_of_a_settling_has_whole_commits) {
  world w;
  w.with.journal_bytes = 1;
  commit(*w.ahead(), a_change_of_many_rows(1), 1);
  const auto child = in_another_process([&] { change_many_rows_for_good(w); });
  for (int round = 0; round < 20; ++round) {
    const auto file = w.directory.path() + "/copy-" + std::to_string(round);
    BOOST_REQUIRE(!backup(w.with, file));
    world there;
    fs::create_directories(there.with.directory);
    fs::copy_file(file, there.with.directory + "/data.mdb");
    const auto copy = there.disk();
    BOOST_TEST(are_of_one_commit(dump(*copy), (*copy->so_far()).last_commit));
  }
  kill_and_wait(child);
}

BOOST_AUTO_TEST_CASE(a_store_with_part_of_what_its_journal_lost_is_refused_until_the_files_are_taken_away) {
  world w;
  commit(*w.ahead(), {put("a", "1")}, 1);
  {
    const auto env = environment::open(w.with.directory, w.with.map_bytes, environment::mode::write);
    auto txn = (*env)->begin(0);
    BOOST_REQUIRE(txn && write_settling(*txn, (*env)->meta(), 9) == 0 && mdb_txn_commit(*txn) == 0);
  }
  const auto open = [&] { return ahead_engine::open(w.with, {w.time, w.random, w.log}); };
  {
    const auto opened = open();
    BOOST_REQUIRE(!opened);
    BOOST_TEST((opened.error().code == model::error_code::conflict));
    BOOST_TEST(opened.error().message.find("some rows up to 9 are in the data already") != std::string::npos);
    BOOST_TEST(backup(w.with, w.directory.path() + "/copy").has_value());
    BOOST_TEST(!fs::exists(w.directory.path() + "/copy"));
  }
  fs::remove(journal_path(w.with.directory, 0));
  fs::remove(journal_path(w.with.directory, 1));
  for (std::uint64_t number = 2; number < 4; ++number) {
    const auto opened = open();
    BOOST_REQUIRE(opened);
    commit(**opened, {put("b", std::to_string(number))}, number);
  }
  BOOST_TEST(dump(*w.ahead()).at("b") == "3");
}

BOOST_AUTO_TEST_SUITE_END()
