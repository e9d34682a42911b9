#include "actors/facets/log_rows.hpp"
#include "store/row_cache.hpp"
#include "tests/store/failing_engine.hpp"
#include "tests/store/fixture.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

constexpr model::key room{1};

/// A cache over an engine that says `damage_met` wherever it is truly read.
struct cached {
  cached()
    : rows(std::make_unique<memory_engine>(random, 0)) {
    begin();
  }
  void begin() {
    txn = std::move(*rows.begin());
    cache.read_from(*txn);
  }
  void apply(const std::vector<model::change>& changes) {
    cache.changed(changes);
    BOOST_REQUIRE(!txn->apply(changes));
  }
  /// True where reading `key` went to the rows below; what they hold must be what the cache says.
  bool reads_below(const std::string& key) {
    rows.damaged = 1;
    const auto before = txn->damage_met();
    const auto said = cache.get(key);
    const bool below = txn->damage_met() != before;
    rows.damaged = 0;
    BOOST_CHECK(said == txn->get(key));
    (void)cache.get(key);
    return below;
  }

  seeded_random random;
  failing_engine rows;
  std::unique_ptr<write_transaction> txn;
  row_cache cache;
};

const auto member = facets::member_key(room, "ada");
const auto log_row = facets::log_key(room, 1);

} // namespace

BOOST_AUTO_TEST_SUITE(row_cache_test)

BOOST_AUTO_TEST_CASE(names_rooms_and_members_are_remembered_and_other_rows_are_not) {
  cached c;
  c.apply({put(member, "editor"), put(facets::room_key(room), "group"), put(log_row, "hello")});
  c.apply({put(facets::name_key("lobby"), "1")});
  for (const auto& key : {member, facets::room_key(room), facets::member_key(room, "nobody"),
                          facets::name_key("lobby"), facets::name_key("nowhere")}) {
    BOOST_TEST(c.reads_below(key));
    BOOST_TEST(!c.reads_below(key));
  }
  BOOST_TEST(c.reads_below(log_row));
  BOOST_TEST(c.reads_below(log_row));
}

BOOST_AUTO_TEST_CASE(a_changed_row_is_read_anew) {
  cached c;
  BOOST_TEST(c.reads_below(member));
  c.apply({put(member, "editor")});
  BOOST_TEST(c.reads_below(member));
  c.apply({erase(member)});
  BOOST_TEST(c.reads_below(member));
  c.apply({put(member, "host")});
  BOOST_TEST(c.reads_below(member));
  c.apply({erase_range(facets::member_key(room, "a"), facets::member_key(room, "b"))});
  BOOST_TEST(c.reads_below(member));
}

BOOST_AUTO_TEST_CASE(trimming_a_log_leaves_what_is_remembered) {
  cached c;
  c.apply({put(member, "editor"), put(log_row, "hello")});
  BOOST_TEST(c.reads_below(member));
  c.apply({erase_range(log_row, facets::log_key(room, 2))});
  BOOST_TEST(!c.reads_below(member));
}

BOOST_AUTO_TEST_CASE(nothing_of_an_aborted_transaction_stays) {
  cached c;
  c.apply({put(member, "editor")});
  BOOST_TEST(c.reads_below(member));
  c.txn = nullptr;
  c.cache.forget();
  c.begin();
  BOOST_TEST(c.reads_below(member));
  BOOST_CHECK(!c.cache.get(member));
}

BOOST_AUTO_TEST_CASE(a_damaged_row_is_not_remembered) {
  cached c;
  c.rows.damaged = 1;
  (void)c.cache.get(member);
  const auto met = c.txn->damage_met();
  (void)c.cache.get(member);
  BOOST_TEST(c.txn->damage_met() > met);
}

BOOST_AUTO_TEST_SUITE_END()
