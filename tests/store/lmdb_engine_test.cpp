#include "store/backup.hpp"
#include "store/fsck.hpp"
#include "store/lmdb/lmdb_transaction.hpp"
#include "store/lmdb/meta.hpp"
#include "tests/store/fixture.hpp"
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sys/wait.h>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

void commit(engine& rows, const std::vector<model::change>& changes) {
  auto txn = rows.begin();
  BOOST_REQUIRE(txn);
  BOOST_REQUIRE(!(*txn)->apply(changes));
  BOOST_REQUIRE(!(*txn)->commit({1, 1}));
}

/// Turns the first place where the data file holds `bytes` into something else.
void damage(const settings& with, const std::string& bytes) {
  const auto path = with.directory + "/data.mdb";
  std::ifstream in(path, std::ios::binary);
  std::string all((std::istreambuf_iterator<char>(in)), {});
  const auto at = all.rfind(bytes);
  BOOST_REQUIRE(at != std::string::npos);
  std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(static_cast<std::streamoff>(at));
  out.put(static_cast<char>(bytes[0] ^ 0x20));
}

} // namespace

BOOST_AUTO_TEST_SUITE(lmdb_engine_test)

BOOST_AUTO_TEST_CASE(rows_and_identity_outlive_the_process_that_wrote_them) {
  world w;
  identity_card first;
  {
    const auto rows = w.disk();
    first = rows->card();
    commit(*rows, {put("a", "1")});
  }
  const auto rows = w.disk();
  BOOST_TEST(dump(*rows).at("a") == "1");
  BOOST_TEST(rows->card().store_id == first.store_id);
  BOOST_TEST(rows->card().signing_secret == first.signing_secret);
}

BOOST_AUTO_TEST_CASE(a_directory_in_use_is_refused_and_its_owner_named) {
  world w;
  const auto rows = w.disk();
  const auto second = lmdb_engine::open(w.with, {w.time, w.random, w.log});
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().code == model::error_code::conflict));
  BOOST_TEST(second.error().message.find("process " + std::to_string(getpid())) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_data_directory_is_for_its_owner_only) {
  world w;
  const auto rows = w.disk();
  namespace fs = std::filesystem;
  BOOST_TEST((fs::status(w.with.directory).permissions() == fs::perms::owner_all));
}

BOOST_AUTO_TEST_CASE(a_damaged_value_is_read_as_nothing_counted_and_logged) {
  world w;
  {
    const auto rows = w.disk();
    commit(*rows, {put("intact", "tttttttttttt"), put("spoilt", "uuuuuuuuuuuu")});
  }
  damage(w.with, "uuuuuuuuuuuu");
  const auto rows = w.disk();
  auto view = rows->open_snapshot();
  BOOST_REQUIRE(view && !(*view)->renew());
  BOOST_TEST((*view)->get("intact").has_value());
  BOOST_TEST(!(*view)->get("spoilt").has_value());
  BOOST_TEST(rows->damage_met() == 1u);
  BOOST_TEST(w.lines.size() == 1u);
  auto txn = rows->begin();
  BOOST_REQUIRE(txn);
  BOOST_TEST((*txn)->damage_met() == 0u);
  BOOST_TEST(!(*txn)->get("spoilt").has_value());
  BOOST_TEST((*txn)->damage_met() == 1u);
}

BOOST_AUTO_TEST_CASE(a_scan_ends_by_itself_after_100_ms) {
  world w;
  const auto rows = w.disk();
  std::vector<model::change> many;
  for (int i = 0; i < 1'000; ++i)
    many.push_back(put("k" + std::to_string(1'000 + i), "v"));
  commit(*rows, many);
  auto view = rows->open_snapshot();
  BOOST_REQUIRE(view && !(*view)->renew());
  int seen = 0;
  const auto count = [&](auto, auto) { return ++seen, true; };
  BOOST_TEST((*view)->scan("k", "l", model::row_source::order::up, count));
  BOOST_TEST(seen == 1'000);
  seen = 0;
  w.time.each_look = 10;
  BOOST_TEST(!(*view)->scan("k", "l", model::row_source::order::up, count));
  BOOST_TEST(seen > 0);
  BOOST_TEST(seen < 1'000);
  BOOST_REQUIRE(((*view)->reset(), !(*view)->renew()));
  w.time.each_look = 0;
  BOOST_TEST((*view)->scan("k", "l", model::row_source::order::down, count));
}

BOOST_AUTO_TEST_CASE(a_full_map_refuses_and_keeps_what_was_there) {
  world w;
  w.with.map_bytes = 1u << 20;
  const auto rows = w.disk();
  commit(*rows, {put("a", "1")});
  trouble failed;
  for (int i = 0; i < 100 && !failed; ++i) {
    auto txn = rows->begin();
    BOOST_REQUIRE(txn);
    failed = (*txn)->apply(std::vector{put("k" + std::to_string(i), std::string(50'000, 'x'))});
    if (!failed) failed = (*txn)->commit({1, 1});
  }
  BOOST_REQUIRE(failed.has_value());
  BOOST_TEST((failed->code == model::error_code::storage_full));
  BOOST_TEST(!rows->may_grow());
  BOOST_TEST(dump(*rows).at("a") == "1");
  commit(*rows, {erase_range("k", "l")});
  w.time.steady += 1'000;
  BOOST_TEST(rows->may_grow());
}

BOOST_AUTO_TEST_CASE(too_little_disk_stops_growth_before_the_disk_is_full) {
  world w;
  w.with.reserve_bytes = ~std::uint64_t{0};
  const auto rows = w.disk();
  BOOST_TEST(!rows->may_grow());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(migrations_test)

namespace {

trouble add_a_row(write_transaction& rows) { return rows.apply(std::vector{put("migrated", "yes")}); }
trouble fail(write_transaction& rows) {
  if (auto failed = rows.apply(std::vector{put("half", "done")})) return failed;
  return failed_with(model::error_code::unavailable, "no");
}

std::optional<std::uint32_t> schema_of(const environment& env) {
  auto txn = env.begin(MDB_RDONLY);
  const auto schema = read_schema(*txn, env.meta());
  mdb_txn_abort(*txn);
  return schema;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_step_changes_rows_and_schema_together_behind_a_copy) {
  world w;
  const auto rows = w.disk();
  commit(*rows, {put("a", "1")});
  const auto& env = static_cast<lmdb_engine&>(*rows).env();
  const damage_report damage{w.log};
  const migration steps[] = {{current_schema, "adds a row", add_a_row}};
  BOOST_REQUIRE(!migrate(env, steps, current_schema + 1, damage, w.log));
  BOOST_TEST(dump(*rows).at("migrated") == "yes");
  BOOST_TEST(schema_of(env).value() == current_schema + 1);
  BOOST_TEST(std::filesystem::file_size(w.with.directory + "/before-schema-" +
                                        std::to_string(current_schema + 1) + ".mdb") > 0u);
  BOOST_TEST((*rows->so_far()).last_commit == 1u);
}

BOOST_AUTO_TEST_CASE(a_step_that_fails_leaves_the_old_schema_and_can_be_tried_again) {
  world w;
  const auto rows = w.disk();
  const auto& env = static_cast<lmdb_engine&>(*rows).env();
  const damage_report damage{w.log};
  const migration bad[] = {{current_schema, "fails", fail}};
  BOOST_TEST(migrate(env, bad, current_schema + 1, damage, w.log).has_value());
  BOOST_TEST(schema_of(env).value() == current_schema);
  BOOST_TEST(dump(*rows).empty());
  const migration good[] = {{current_schema, "adds a row", add_a_row}};
  BOOST_TEST(!migrate(env, good, current_schema + 1, damage, w.log).has_value());
}

BOOST_AUTO_TEST_CASE(a_newer_store_is_refused) {
  world w;
  {
    const auto rows = w.disk();
    const damage_report damage{w.log};
    const migration steps[] = {{current_schema, "adds a row", add_a_row}};
    BOOST_REQUIRE(!migrate(static_cast<lmdb_engine&>(*rows).env(), steps, current_schema + 1, damage, w.log));
  }
  const auto again = lmdb_engine::open(w.with, {w.time, w.random, w.log});
  BOOST_REQUIRE(!again);
  BOOST_TEST((again.error().code == model::error_code::conflict));
}

BOOST_AUTO_TEST_SUITE_END()
