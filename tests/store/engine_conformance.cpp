#include "tests/store/fixture.hpp"
#include <boost/mpl/vector.hpp>
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

struct on_disk {
  static std::unique_ptr<engine> open(world& w) { return w.disk(); }
};
struct ahead_of_disk {
  static std::unique_ptr<engine> open(world& w) { return w.ahead(); }
};
/// Every other commit is settled in LMDB.
struct half_settled {
  class engine_that_settles final : public engine {
  public:
    explicit engine_that_settles(std::unique_ptr<ahead_engine> below)
      : below_(std::move(below)) {}
    model::result<std::unique_ptr<write_transaction>> begin() override {
      if (++begun_ % 2 == 0 && below_->settle_now())
        return failed_with(model::error_code::internal, "not settled");
      return below_->begin();
    }
    model::result<std::unique_ptr<renewable_snapshot>> open_snapshot() override {
      return below_->open_snapshot();
    }
    const identity_card& card() const noexcept override { return below_->card(); }
    model::result<progress> so_far() const override { return below_->so_far(); }
    bool may_grow() override { return below_->may_grow(); }
    std::uint64_t bytes_used() const override { return below_->bytes_used(); }
    std::uint64_t damage_met() const noexcept override { return below_->damage_met(); }
    trouble walk(const walker& visit) const override { return below_->walk(visit); }

  private:
    std::unique_ptr<ahead_engine> below_;
    int begun_ = 0;
  };
  static std::unique_ptr<engine> open(world& w) { return std::make_unique<engine_that_settles>(w.ahead()); }
};
struct in_memory {
  static std::unique_ptr<engine> open(world& w) { return w.memory(); }
};
using engines = boost::mpl::vector<on_disk, ahead_of_disk, half_settled, in_memory>;

void commit(engine& rows, const std::vector<model::change>& changes, progress so_far = {1, 2}) {
  auto txn = rows.begin();
  BOOST_REQUIRE(txn);
  BOOST_REQUIRE(!(*txn)->apply(changes));
  BOOST_REQUIRE(!(*txn)->commit(so_far));
}

std::string keys(const model::row_source& rows, std::string_view first, std::string_view last,
                 model::row_source::order direction = model::row_source::order::up) {
  std::string all;
  rows.scan(first, last, direction, [&](std::string_view key, std::string_view) {
    all.append(key).push_back(' ');
    return true;
  });
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(engine_conformance)

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_committed_is_read_back, kind, engines) {
  world w;
  const auto rows = kind::open(w);
  commit(*rows, {put("a", "1"), put("b", ""), put("c", std::string(100'000, 'x'))});
  auto view = rows->open_snapshot();
  BOOST_REQUIRE(view && !(*view)->renew());
  BOOST_TEST((*view)->get("a").value() == "1");
  BOOST_TEST((*view)->get("b").value() == "");
  BOOST_TEST((*view)->get("c").value() == std::string(100'000, 'x'));
  BOOST_TEST(!(*view)->get("d").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_dropped_transaction_leaves_nothing, kind, engines) {
  world w;
  const auto rows = kind::open(w);
  commit(*rows, {put("a", "1")});
  {
    auto txn = rows->begin();
    BOOST_REQUIRE(txn && !(*txn)->apply(std::vector{put("a", "2"), put("b", "2")}));
    BOOST_TEST((*txn)->get("a").value() == "2");
  }
  BOOST_TEST(dump(*rows).size() == 1u);
  BOOST_TEST(dump(*rows).at("a") == "1");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_transaction_reads_its_own_changes_in_order, kind, engines) {
  world w;
  const auto rows = kind::open(w);
  commit(*rows, {put("a", "1"), put("b", "1"), put("c", "1"), put("d", "1")});
  auto txn = rows->begin();
  BOOST_REQUIRE(txn);
  BOOST_REQUIRE(
      !(*txn)->apply(std::vector{erase_range("b", "d"), put("bb", "2"), erase("zz"), put("a", "3")}));
  BOOST_TEST(keys(**txn, "a", "z") == "a bb d ");
  BOOST_TEST((*txn)->get("a").value() == "3");
  BOOST_TEST(!(*txn)->get("c").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_scan_goes_both_ways_and_stops_at_its_bounds, kind, engines) {
  using order = model::row_source::order;
  world w;
  const auto rows = kind::open(w);
  commit(*rows, {put("a", ""), put("b", ""), put("c", ""), put("d", "")});
  auto view = rows->open_snapshot();
  BOOST_REQUIRE(view && !(*view)->renew());
  BOOST_TEST(keys(**view, "b", "d") == "b c ");
  BOOST_TEST(keys(**view, "b", "d", order::down) == "c b ");
  BOOST_TEST(keys(**view, "", "zzz") == "a b c d ");
  BOOST_TEST(keys(**view, "a", "zzz", order::down) == "d c b a ");
  BOOST_TEST(keys(**view, "bb", "bc") == "");
  BOOST_TEST(keys(**view, "0", "1", order::down) == "");
  BOOST_TEST(keys(**view, "d", "b") == "");
  int seen = 0;
  BOOST_TEST((*view)->scan("a", "z", order::up, [&](auto, auto) { return ++seen < 2; }));
  BOOST_TEST(seen == 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_range_is_erased_to_its_exclusive_end, kind, engines) {
  world w;
  const auto rows = kind::open(w);
  std::vector<model::change> many;
  for (int i = 0; i < 1'000; ++i)
    many.push_back(put("k" + std::to_string(1'000 + i), std::string(100, 'v')));
  commit(*rows, many);
  commit(*rows, {erase_range("k1100", "k1900"), erase_range("x", "y"), erase_range("k2", "k1")});
  const auto left = dump(*rows);
  BOOST_TEST(left.size() == 200u);
  BOOST_TEST(left.count("k1099") == 1u);
  BOOST_TEST(left.count("k1100") == 0u);
  BOOST_TEST(left.count("k1899") == 0u);
  BOOST_TEST(left.count("k1900") == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_snapshot_sees_one_commit_until_it_is_renewed, kind, engines) {
  world w;
  const auto rows = kind::open(w);
  commit(*rows, {put("a", "1")}, {7, 0});
  auto view = rows->open_snapshot();
  BOOST_REQUIRE(view && !(*view)->renew());
  commit(*rows, {put("a", "2"), put("b", "2")}, {8, 0});
  BOOST_TEST((*view)->get("a").value() == "1");
  BOOST_TEST(keys(**view, "a", "z") == "a ");
  BOOST_TEST((*view)->last_commit() == 7u);
  (*view)->reset();
  BOOST_REQUIRE(!(*view)->renew());
  BOOST_TEST((*view)->get("a").value() == "2");
  BOOST_TEST((*view)->last_commit() == 8u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(progress_is_kept_with_the_commit, kind, engines) {
  world w;
  const auto rows = kind::open(w);
  BOOST_TEST((*rows->so_far() == progress{}));
  commit(*rows, {put("a", "1")}, {41, 1'234});
  BOOST_TEST((*rows->so_far() == progress{41, 1'234}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_new_store_has_a_name_and_a_secret, kind, engines) {
  world w;
  const auto rows = kind::open(w);
  BOOST_TEST(rows->card().store_id != 0u);
  BOOST_TEST(rows->card().signing_secret.size() == 32u);
  BOOST_TEST(rows->card().created_at == w.time.wall_ms());
}

BOOST_AUTO_TEST_SUITE_END()
