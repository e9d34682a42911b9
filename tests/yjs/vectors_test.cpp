#include "actors/yjs/struct_store.hpp"
#include "actors/yjs/update_reader.hpp"
#include "actors/yjs/update_writer.hpp"
#include "tests/support/hex.hpp"
#include "tests/yjs/vector_file.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

using namespace snug;
using test::dump;
using test::yjs_vector;
using test::yjs_vectors;

namespace {

std::vector<std::string_view> views(const std::vector<std::string>& all) { return {all.begin(), all.end()}; }

yjs::struct_store store_of(const std::vector<std::string_view>& updates) {
  yjs::struct_store out;
  for (const auto each : updates)
    BOOST_REQUIRE_MESSAGE(out.apply(each), "refused: " << dump(each));
  return out;
}

std::string encoded(const yjs::state_vector& state) {
  std::string out;
  yjs::put_state_vector(out, state);
  return out;
}

/// Calls `look` on every vector, and names the vector where something in there fails.
template <class Look> void each_vector(Look look) {
  BOOST_REQUIRE_GT(yjs_vectors().size(), 100u);
  for (const auto& v : yjs_vectors())
    BOOST_TEST_CONTEXT(v.name) look(v);
}

} // namespace

BOOST_AUTO_TEST_SUITE(yjs_vectors_)

BOOST_AUTO_TEST_CASE(every_update_is_sound_and_comes_back_byte_for_byte) {
  each_vector([](const yjs_vector& v) {
    for (const auto& update : v.updates) {
      const auto checked = yjs::check_update(update);
      BOOST_TEST(checked.operator bool(), (checked ? "" : checked.error().message));
    }
    yjs::update_reader in(v.merged);
    yjs::update_writer out;
    while (const auto* p = in.next())
      out.add(*p);
    yjs::delete_set deletes;
    in.deletes(deletes);
    // A single update isn't rewritten by a merge: it may have the key's bit where no key follows.
    if (v.updates.size() > 1) BOOST_TEST(dump(out.finish(deletes)) == dump(v.merged));
  });
}

BOOST_AUTO_TEST_CASE(merging_writes_what_yjs_writes) {
  each_vector([](const yjs_vector& v) {
    if (!v.ambiguous) BOOST_TEST(dump(yjs::merge_updates(views(v.updates))) == dump(v.merged));
  });
}

BOOST_AUTO_TEST_CASE(the_state_vector_is_the_one_yjs_writes) {
  each_vector(
      [](const yjs_vector& v) { BOOST_TEST(dump(yjs::state_vector_of(v.merged)) == dump(v.state_vector)); });
}

BOOST_AUTO_TEST_CASE(a_diff_is_the_one_yjs_writes) {
  each_vector([](const yjs_vector& v) {
    for (const auto& [state, diff] : v.diffs) {
      const auto known = yjs::read_state_vector(state);
      BOOST_REQUIRE(known);
      BOOST_TEST(dump(yjs::diff_update(v.merged, *known)) == dump(diff));
    }
    for (const auto& peer : v.peers) {
      const auto known = yjs::read_state_vector(peer.state);
      BOOST_REQUIRE(known);
      BOOST_TEST(dump(yjs::diff_update(v.merged, *known)) == dump(peer.diff));
    }
  });
}

BOOST_AUTO_TEST_CASE(a_store_knows_as_much_as_the_merged_update) {
  each_vector([](const yjs_vector& v) {
    const auto store = store_of(views(v.updates));
    const auto said = yjs::read_state_vector(v.state_vector);
    BOOST_REQUIRE(said);
    BOOST_TEST(dump(encoded(store.state())) == dump(encoded(*said)));
    const auto everything = store.everything();
    BOOST_TEST(yjs::check_update(everything).operator bool());
  });
}

BOOST_AUTO_TEST_CASE(a_store_is_about_as_small_as_an_integrated_document) {
  std::size_t ours = 0;
  std::size_t theirs = 0;
  std::size_t merged = 0;
  each_vector([&](const yjs_vector& v) {
    ours += store_of(views(v.updates)).everything().size();
    theirs += v.document_update.size();
    merged += v.merged.size();
  });
  BOOST_TEST(ours <= merged);
  BOOST_TEST(ours <= theirs + theirs / 10);
}

BOOST_AUTO_TEST_CASE(a_store_is_the_same_whatever_the_order_its_updates_come_in) {
  std::mt19937 random(7);
  each_vector([&](const yjs_vector& v) {
    auto updates = views(v.updates);
    const auto straight = store_of(updates).state();
    for (int i = 0; i < 3; ++i) {
      std::ranges::shuffle(updates, random);
      auto shuffled = store_of(updates);
      BOOST_TEST((shuffled.state() == straight));
      for (const auto each : updates) {
        const auto again = shuffled.apply(each);
        BOOST_REQUIRE(again);
        BOOST_TEST(!*again, "an update is news twice");
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(a_store_made_of_what_another_wrote_is_the_same) {
  each_vector([](const yjs_vector& v) {
    const auto first = store_of(views(v.updates));
    const auto everything = first.everything();
    const auto second = store_of({everything});
    BOOST_TEST(dump(second.everything()) == dump(everything));
    BOOST_TEST(second.structs() == first.structs());
  });
}

BOOST_AUTO_TEST_CASE(whoever_has_a_part_gets_the_rest_by_its_state_vector) {
  each_vector([](const yjs_vector& v) {
    const auto all = store_of(views(v.updates));
    for (std::size_t have = 0; have <= v.updates.size();
         have += std::max<std::size_t>(1, v.updates.size() / 5)) {
      std::vector<std::string_view> part(v.updates.begin(),
                                         v.updates.begin() + static_cast<std::ptrdiff_t>(have));
      auto peer = store_of(part);
      BOOST_REQUIRE(peer.apply(all.missing(peer.state())));
      BOOST_TEST((peer.state() == all.state()));
      const auto nothing = peer.apply(all.everything());
      BOOST_REQUIRE(nothing);
      BOOST_TEST(!*nothing, "something was left out");
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
