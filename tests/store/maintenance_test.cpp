#include "actors/facets/repeat_rows.hpp"
#include "actors/model/position.hpp"
#include "store/backup.hpp"
#include "store/fsck.hpp"
#include "store/store.hpp"
#include "tests/store/fixture.hpp"
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sys/mount.h>
#include <sys/wait.h>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

/// Opens the store of `w`, says `messages` things in each room, closes it.
void fill(world& w, const std::vector<std::string>& rooms, int messages) {
  collector told;
  auto opened = store::store::open(w.with, w.rules, w.time, w.random, w.log);
  BOOST_REQUIRE(opened);
  (*opened)->add_listener(told);
  BOOST_REQUIRE(!(*opened)->prepare(w.make_rooms(rooms)));
  (*opened)->start();
  static int id = 0;
  for (int i = 0; i < messages; ++i)
    for (const auto& room : rooms)
      (*opened)->writes().submit(say_in(room, "message " + std::to_string(i), std::to_string(++id)));
  (*opened)->stop();
}

/// The store that `backup` made of `w`, in a directory of its own.
struct other_place {
  other_place(world& w, const std::string& file)
    : with(w.with) {
    with.directory = directory.path() + "/data";
    done.emplace(restore(with, file, w.time, w.random, w.log));
  }
  temp_directory directory;
  settings with;
  std::optional<model::result<restored>> done;
};

model::lineage log_of(world& w, engine& rows, const std::string& room) {
  auto view = rows.open_snapshot();
  BOOST_REQUIRE(view && !(*view)->renew());
  auto found = w.rules.room(room, **view);
  BOOST_REQUIRE(found);
  return found->log;
}

std::vector<std::string> findings(engine& rows) {
  auto report = fsck(rows);
  BOOST_REQUIRE(report);
  return report->findings;
}

/// What fsck says once the rows were changed so.
std::string finding_after(world& w, const std::vector<model::change>& changes) {
  const auto rows = w.disk();
  BOOST_REQUIRE(findings(*rows).empty());
  auto txn = rows->begin();
  BOOST_REQUIRE(txn && !(*txn)->apply(changes) && !(*txn)->commit(*rows->so_far()));
  std::string all;
  for (const auto& found : findings(*rows))
    all += found + "\n";
  return all;
}

model::key key_of(world& w, const std::string& room) {
  const auto rows = w.disk();
  auto txn = rows->begin();
  return facets::find_room(**txn, room).value();
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(backup_and_restore)

BOOST_AUTO_TEST_CASE(a_restored_store_has_all_rows_and_another_name) {
  world w;
  fill(w, {"lobby", "den"}, 20);
  const auto file = w.directory.path() + "/copy";
  BOOST_REQUIRE(!backup(w.with, file));
  other_place there(w, file);
  BOOST_REQUIRE(*there.done);
  BOOST_TEST((*there.done)->rooms == 2u);
  BOOST_TEST((*there.done)->damaged == 0u);
  const auto here = w.disk();
  const auto copy = lmdb_engine::open(there.with, {w.time, w.random, w.log});
  BOOST_REQUIRE(copy);
  auto before = dump(*here), after = dump(**copy);
  BOOST_TEST(before.size() == after.size());
  for (const auto& [key, value] : before)
    if (key[8] != static_cast<char>(model::table::lineage)) BOOST_TEST((after[key] == value));
  BOOST_TEST((*copy)->card().store_id != here->card().store_id);
  BOOST_TEST((*copy)->card().signing_secret == here->card().signing_secret);
  BOOST_TEST(findings(**copy).empty());
}

BOOST_AUTO_TEST_CASE(what_came_after_the_backup_is_told_as_a_gap_and_older_positions_resume_exactly) {
  world w;
  fill(w, {"lobby"}, 10);
  const auto file = w.directory.path() + "/copy";
  BOOST_REQUIRE(!backup(w.with, file));
  fill(w, {"lobby"}, 5);
  const auto lost = log_of(w, *w.disk(), "lobby");
  BOOST_TEST(lost.head == 15u);
  other_place there(w, file);
  BOOST_REQUIRE(*there.done);
  const auto copy = lmdb_engine::open(there.with, {w.time, w.random, w.log});
  BOOST_REQUIRE(copy);
  const auto log = log_of(w, **copy, "lobby");
  BOOST_TEST(log.head == 10u);
  BOOST_TEST(log.epoch() != lost.epoch());
  BOOST_REQUIRE(log.lives.size() == 2u);
  BOOST_TEST(log.lives.back().first == 11u);
  const auto exact = model::resume(log, {lost.epoch(), 7});
  BOOST_TEST(exact.from == 7u);
  BOOST_TEST(!exact.missed.has_value());
  BOOST_TEST(model::resume(log, {lost.epoch(), 13}).missed.has_value());
}

BOOST_AUTO_TEST_CASE(a_backup_is_taken_beside_a_writer_in_another_process) {
  world w;
  fill(w, {"lobby"}, 10);
  const auto running = w.disk();
  const auto file = w.directory.path() + "/copy";
  const auto child = fork();
  if (child == 0) _exit(backup(w.with, file) ? 1 : 0);
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_TEST(status == 0);
  BOOST_TEST(std::filesystem::file_size(file) > 0u);
}

BOOST_AUTO_TEST_CASE(a_backup_never_overwrites_and_a_restore_wants_an_empty_place) {
  world w;
  fill(w, {"lobby"}, 1);
  const auto file = w.directory.path() + "/copy";
  BOOST_REQUIRE(!backup(w.with, file));
  BOOST_TEST(backup(w.with, file).has_value());
  BOOST_TEST(!restore(w.with, file, w.time, w.random, w.log));
  auto nowhere = w.with;
  nowhere.directory += "-not-there";
  BOOST_TEST(backup(nowhere, file + "2").has_value());
}

BOOST_AUTO_TEST_CASE(rubbish_is_no_backup_and_leaves_no_store) {
  world w;
  const auto file = w.directory.path() + "/rubbish";
  std::ofstream(file) << std::string(20'000, 'r');
  other_place there(w, file);
  BOOST_TEST(!*there.done);
  BOOST_TEST(!std::filesystem::exists(there.with.directory + "/data.mdb"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(fsck_test)

BOOST_AUTO_TEST_CASE(a_store_in_order_has_no_findings) {
  world w;
  fill(w, {"lobby", "den"}, 30);
  const auto rows = w.disk();
  const auto report = fsck(*rows);
  BOOST_REQUIRE(report);
  BOOST_TEST(report->clean());
  BOOST_TEST(report->rooms == 2u);
  BOOST_TEST(report->records == 60u);
}

BOOST_AUTO_TEST_CASE(a_room_of_any_partition_is_in_order) {
  world w;
  std::vector<std::string> names(model::partition_count);
  for (int i = 0; std::count(names.begin(), names.end(), "") > 0; ++i) {
    const auto name = "room " + std::to_string(i);
    names[model::partition_of(name)] = name;
  }
  fill(w, names, 1);
  BOOST_TEST(findings(*w.disk()).empty());
}

BOOST_AUTO_TEST_CASE(every_kind_of_disorder_is_named) {
  const struct {
    const char* says;
    std::function<std::vector<model::change>(model::key)> make;
  } cases[] = {
      {"a hole in the log", [](model::key r) { return std::vector{erase(facets::log_key(r, 5))}; }},
      {"record is missing", [](model::key r) { return std::vector{erase(facets::log_key(r, 10))}; }},
      {"another command",
       [](model::key r) {
         return std::vector{
             put(facets::repeat_key(r, "eve", "never"), facets::encode(facets::repeat_row{1, 3, ""}))};
       }},
      {"no room of that name",
       [](model::key) { return std::vector{put(facets::name_key("ghost"), facets::encode_number(77))}; }},
      {"no name points", [](model::key) { return std::vector{erase(facets::name_key("lobby"))}; }},
      {"rows without a room", [](model::key r) { return std::vector{erase(facets::room_key(r))}; }},
      {"without a lineage", [](model::key r) { return std::vector{erase(facets::lineage_key(r))}; }},
      {"lives out of order",
       [](model::key r) {
         return std::vector{
             put(facets::lineage_key(r), facets::encode(facets::lineage_row{{{1, 9}, {2, 3}}, 1, 0, 0, 0}))};
       }},
      {"floor is above its head",
       [](model::key r) {
         return std::vector{
             put(facets::lineage_key(r), facets::encode(facets::lineage_row{{{1, 1}}, 9, 0, 0, 0}))};
       }},
      {"begins behind the head",
       [](model::key r) {
         return std::vector{
             put(facets::lineage_key(r), facets::encode(facets::lineage_row{{{1, 1}, {2, 99}}, 1, 0, 0, 0}))};
       }},
      {"was never given",
       [](model::key r) {
         return std::vector{put(facets::counter_key(r.partition()), facets::encode_number(0))};
       }},
      {"can't be read", [](model::key r) { return std::vector{put(facets::member_key(r, "ada"), "\x09")}; }},
      {"no such table",
       [](model::key r) { return std::vector{put(model::row_key(r, model::table{99}).str(), "x")}; }},
      {"doesn't belong",
       [](model::key r) { return std::vector{put(model::row_key(r, model::table::name).str(), "x")}; }},
      {"no such partition",
       [](model::key) { return std::vector{put("\xff\x01\x01\x01\x01\x01\x01\x01\x01", "x")}; }},
      {"too short", [](model::key) { return std::vector{put("k", "x")}; }},
  };
  for (const auto& one : cases) {
    world w;
    fill(w, {"lobby"}, 10);
    const auto said = finding_after(w, one.make(key_of(w, "lobby")));
    BOOST_TEST(mentions(said, one.says), "expected \"" << one.says << "\", got: " << said);
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_value_is_named_once) {
  world w;
  fill(w, {"lobby"}, 10);
  {
    const auto path = w.with.directory + "/data.mdb";
    std::ifstream in(path, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(in)), {});
    std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
    // Every copy: old pages still hold it.
    for (auto at = all.find("message 4"); at != std::string::npos; at = all.find("message 4", at + 1)) {
      out.seekp(static_cast<std::streamoff>(at));
      out.put('M');
    }
  }
  const auto rows = w.disk();
  const auto found = findings(*rows);
  BOOST_REQUIRE(found.size() >= 1u);
  BOOST_TEST(mentions(found.front(), "damaged"));
  BOOST_TEST(std::count_if(found.begin(), found.end(), [](auto& f) { return mentions(f, "damaged"); }) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(full_disk)

BOOST_AUTO_TEST_CASE(a_full_disk_is_answered_storage_full_and_serves_again_when_there_is_room,
                     *boost::unit_test::timeout(60)) {
  world w;
  const auto place = w.directory.path() + "/small";
  std::filesystem::create_directory(place);
  if (mount("snug-test", place.c_str(), "tmpfs", 0, "size=3m") != 0) {
    BOOST_TEST_MESSAGE("no right to mount a small disk: only made-up full disks are tested");
    return;
  }
  {
    w.with.directory = place + "/data";
    collector told;
    auto opened = store::store::open(w.with, w.rules, w.time, w.random, w.log);
    BOOST_REQUIRE(opened);
    auto& s = **opened;
    s.add_listener(told);
    BOOST_REQUIRE(!s.prepare(w.make_rooms({"lobby"})));
    std::ofstream(place + "/ballast", std::ios::binary) << std::string(1'500'000, 'b');
    for (int i = 0; i < 300; ++i)
      s.writes().submit(say_in("lobby", std::string(15'000, 'x')));
    s.start();
    const auto all = told.wait_for(300);
    std::size_t kept = 0, full = 0;
    for (const auto& o : all) {
      kept += o.records.size();
      full += !o.reply.outcome && o.reply.outcome.error().code == model::error_code::storage_full ? 1 : 0;
    }
    BOOST_TEST(full > 0u);
    BOOST_TEST(kept + full == 300u);
    BOOST_TEST(s.healthy());
    std::filesystem::remove(place + "/ballast");
    s.writes().submit(say_in("lobby", "again"));
    BOOST_TEST(told.wait_for(301).back().records.size() == 1u);
    s.stop();
    BOOST_TEST((*s.rows().so_far()).last_commit == kept + 1);
    BOOST_TEST(findings(s.rows()).empty());
  }
  umount(place.c_str());
}

BOOST_AUTO_TEST_SUITE_END()
