#include "transport/due_list.hpp"
#include <boost/test/unit_test.hpp>
#include <map>
#include <vector>

using namespace snug::transport;

namespace {

/// Things with deadlines, and who was looked at.
struct things {
  using list = due_list<int>;

  void due(int thing, std::int64_t at) {
    auto& [due, watched] = all.try_emplace(thing, list::never, list::never).first->second;
    due = at;
    in.watch(thing, due, watched);
  }
  /// Those looked at, each as soon as it may be.
  std::vector<int> at(std::int64_t now) {
    std::vector<int> out;
    in.advance(now, [&](int thing, std::int64_t due) {
      const auto found = all.find(thing);
      if (found == all.end() || found->second.second != due) return;
      out.push_back(thing);
      auto& [next, watched] = found->second;
      watched = list::never;
      if (next <= now) next = list::never; // done
      in.watch(thing, next, watched);
    });
    return out;
  }

  list in;
  std::map<int, std::pair<std::int64_t, std::int64_t>> all; ///< due, watched
};

using seen = std::vector<int>;

} // namespace

BOOST_AUTO_TEST_SUITE(due_times)

BOOST_AUTO_TEST_CASE(only_what_is_due_is_looked_at_and_the_earliest_first) {
  things t;
  for (int i = 0; i < 1'000; ++i)
    t.due(i, 1'000 + i);
  BOOST_TEST(t.in.first() == 1'000);
  BOOST_TEST(t.at(999) == seen{});
  BOOST_TEST((t.at(1'002) == seen{0, 1, 2}));
  BOOST_TEST(t.in.first() == 1'003);
}

BOOST_AUTO_TEST_CASE(a_deadline_that_moves_away_costs_one_look) {
  things t;
  t.due(1, 100);
  for (int i = 0; i < 50; ++i)
    t.due(1, 200 + i);
  BOOST_TEST(t.at(100) == seen{1});
  BOOST_TEST(t.at(248) == seen{});
  BOOST_TEST(t.at(249) == seen{1});
  BOOST_TEST(t.in.first() == things::list::never);
}

BOOST_AUTO_TEST_CASE(a_deadline_that_comes_nearer_leaves_no_second_look_behind) {
  things t;
  for (int round = 0; round < 10; ++round) { // as a client that begins to upgrade again and again
    t.due(1, 10'000);
    t.due(1, 100 + round);
    BOOST_TEST(t.at(100 + round) == seen{1});
    t.due(1, 10'000);
  }
  BOOST_TEST(t.at(9'999) == seen{});
  BOOST_TEST(t.at(10'000) == seen{1});
  BOOST_TEST(t.at(99'999) == seen{});
}

BOOST_AUTO_TEST_CASE(what_is_gone_is_told_and_what_took_its_place_is_not_taken_for_it) {
  things t;
  t.due(1, 100);
  t.all.erase(1);
  t.due(1, 300);
  BOOST_TEST(t.at(100) == seen{});
  BOOST_TEST(t.at(300) == seen{1});
}

BOOST_AUTO_TEST_CASE(what_is_due_at_once_again_comes_with_the_next_call) {
  due_list<int> in;
  auto watched = in.never;
  in.watch(1, 5, watched);
  int looks = 0;
  const auto look = [&](int, std::int64_t) {
    ++looks;
    watched = in.never;
    in.watch(1, 0, watched);
  };
  in.advance(10, look);
  BOOST_TEST(looks == 1);
  in.advance(10, look);
  BOOST_TEST(looks == 2);
}

BOOST_AUTO_TEST_SUITE_END()
