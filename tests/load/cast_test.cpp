#include "clients/load/cast.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>

using namespace snug::load;

namespace {

scenario of(const char* name) {
  scenario s;
  BOOST_REQUIRE(preset(name, s));
  return s;
}

std::ptrdiff_t how_many(const std::vector<part>& all, trouble which) {
  return std::ranges::count(all, which, &part::has);
}

std::ptrdiff_t talkers(const std::vector<part>& all) { return std::ranges::count_if(all, &part::talks); }

} // namespace

BOOST_AUTO_TEST_SUITE(casts)

BOOST_AUTO_TEST_CASE(a_fan_out_has_its_receivers_and_one_sender_more) {
  const auto all = cast_of(of("fanout"));
  BOOST_TEST(all.size() == 1'001u);
  BOOST_TEST(talkers(all) == 1);
  BOOST_TEST(all.back().talks);
}

BOOST_AUTO_TEST_CASE(in_rooms_everybody_talks_and_the_rooms_are_equally_full) {
  const auto all = cast_of(of("rooms"));
  BOOST_TEST(talkers(all) == 1'000);
  for (std::uint32_t room = 0; room < 100; ++room)
    BOOST_TEST(std::ranges::count(all, room, &part::room) == 10);
}

BOOST_AUTO_TEST_CASE(a_share_of_the_clients_has_trouble_but_no_talker_churns) {
  auto s = of("churn");
  s.senders = 0;
  s.talkers = 5;
  const auto all = cast_of(s);
  BOOST_TEST(how_many(all, trouble::churns) == 500);
  for (const auto& each : all)
    BOOST_TEST(!(each.talks && each.has == trouble::churns));
}

BOOST_AUTO_TEST_CASE(troubles_are_spread_over_the_rooms_and_follow_the_seed) {
  auto s = of("slow");
  const auto all = cast_of(s);
  BOOST_TEST(how_many(all, trouble::stalls) == 100);
  for (std::uint32_t room = 0; room < s.rooms; ++room)
    BOOST_TEST(std::ranges::count_if(
                   all, [room](const part& p) { return p.room == room && p.has == trouble::stalls; }) < 30);
  s.seed = 2;
  const auto other = cast_of(s);
  BOOST_TEST(!std::ranges::equal(all, other, {}, &part::has, &part::has));
}

BOOST_AUTO_TEST_CASE(several_troubles_do_not_share_clients) {
  auto s = of("slow");
  s.cut = 0.5;
  s.stall = 0.5;
  const auto all = cast_of(s);
  BOOST_TEST(how_many(all, trouble::is_cut) == 500);
  BOOST_TEST(how_many(all, trouble::stalls) == 500);
}

BOOST_AUTO_TEST_SUITE_END()
