#include "actors/yjs/integration.hpp"
#include "tests/support/hex.hpp"
#include "tests/yjs/vector_file.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

using namespace snug;
using test::hex;

BOOST_AUTO_TEST_SUITE(yjs_vectors_)

BOOST_AUTO_TEST_CASE(texts_are_in_the_order_yjs_puts_them_in) {
  std::size_t compared = 0;
  for (const auto& v : test::yjs_vectors()) {
    BOOST_TEST_CONTEXT(v.name) {
      yjs::struct_store store;
      for (const auto& each : v.updates)
        BOOST_REQUIRE(store.apply(each));
      const yjs::integration whole(store);
      for (const auto& [root, text] : v.texts) {
        BOOST_TEST(whole.text(root) == text);
        ++compared;
      }
      const auto known = yjs::read_state_vector(v.document_state);
      BOOST_REQUIRE(known);
      BOOST_TEST((whole.state() == *known));
    }
  }
  BOOST_TEST(compared > 50u);
}

BOOST_AUTO_TEST_CASE(it_says_the_same_in_whatever_order_updates_came) {
  std::mt19937 random(5);
  for (const auto& v : test::yjs_vectors()) {
    auto updates = v.updates;
    std::ranges::shuffle(updates, random);
    yjs::struct_store store;
    for (const auto& each : updates)
      BOOST_REQUIRE(store.apply(each));
    const yjs::integration whole(store);
    for (const auto& [root, text] : v.texts)
      BOOST_TEST(whole.text(root) == text, v.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(integration)

BOOST_AUTO_TEST_CASE(what_waits_for_something_unknown_is_left_out) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("01 01 0b 00 04 01 01 74 01 61 00")));
  BOOST_TEST(*store.apply(hex("01 01 0c 00 84 0d 05 01 62 00"))); // behind (13, 5), which nobody has seen
  BOOST_TEST(*store.apply(hex("01 01 0e 01 84 0b 00 01 63 00"))); // its own first clock is missing
  const yjs::integration whole(store);
  BOOST_TEST(whole.text("t") == "a");
  BOOST_TEST((whole.state() == yjs::state_vector{{11, 1}}));
  BOOST_TEST(whole.text("u") == "");
  BOOST_TEST((whole.roots() == std::vector<std::string>{"t"}));
}

BOOST_AUTO_TEST_CASE(what_refers_to_itself_is_left_out) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("01 01 0b 00 84 0b 00 01 61 00")));                         // its own origin
  BOOST_TEST(*store.apply(hex("02 01 0d 00 84 0c 00 01 61 01 0c 00 84 0d 00 01 61 00"))); // each other's
  const yjs::integration whole(store);
  BOOST_TEST(whole.state().empty());
}

BOOST_AUTO_TEST_SUITE_END()
