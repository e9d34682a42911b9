#include "actors/model/packer.hpp"
#include "clients/cpp/room_list.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::client;
using verdict = room_positions::verdict;

namespace {

std::string join_reply(std::uint64_t epoch, std::uint64_t offset, std::uint64_t head) {
  model::packer pack;
  pack.map(3).text("epoch").uint(epoch).text("offset").uint(offset).text("head").uint(head);
  return pack.str();
}

model::failure refusal(model::error_code code) { return {code, "no", {}, 0, {}}; }

void join(room_list& rooms, const std::string& room, std::uint32_t ref, const std::string& reply) {
  (void)rooms.joining(room, ref);
  BOOST_TEST_REQUIRE(rooms.answered(ref, outcome{model::value(reply)}).has_value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_rooms)

BOOST_AUTO_TEST_CASE(events_in_order_are_next_repeats_are_duplicates_and_jumps_are_holes) {
  room_positions at;
  at.joined("lobby", {7, 10});
  BOOST_TEST((at.seen("lobby", 11) == verdict::next));
  BOOST_TEST((at.seen("lobby", 11) == verdict::duplicate));
  BOOST_TEST((at.seen("lobby", 10) == verdict::duplicate));
  BOOST_TEST((at.seen("lobby", 14) == verdict::hole));
  BOOST_TEST(at.duplicates() == 2u);
  BOOST_TEST(at.holes() == 2u);
  BOOST_TEST((at.since("lobby") == model::position{7, 14}));
}

BOOST_AUTO_TEST_CASE(a_position_never_goes_back_in_its_epoch_but_a_new_epoch_begins_anew) {
  room_positions at;
  at.joined("lobby", {7, 10});
  at.joined("lobby", {7, 4});
  BOOST_TEST((at.since("lobby") == model::position{7, 10}));
  at.joined("lobby", {8, 4});
  BOOST_TEST((at.since("lobby") == model::position{8, 4}));
}

BOOST_AUTO_TEST_CASE(events_of_a_room_that_was_not_joined_pass) {
  room_positions at;
  BOOST_TEST((at.seen("inbox", 5) == verdict::next));
  BOOST_TEST((at.seen("inbox", 5) == verdict::next));
  BOOST_TEST(!at.since("inbox"));
}

BOOST_AUTO_TEST_CASE(a_room_is_rejoined_where_the_session_stood_in_it) {
  room_list rooms;
  rooms.want("lobby", {}, {});
  BOOST_TEST(model::value(rooms.joining("lobby", 1)).size() == 0u);
  const auto reply = join_reply(7, 10, 10);
  BOOST_TEST_REQUIRE(rooms.answered(1, outcome{model::value(reply)}).has_value());
  BOOST_TEST((rooms.positions().seen("lobby", 11) == verdict::next));
  BOOST_TEST(rooms.missing().empty());
  rooms.connection_lost();
  BOOST_TEST_REQUIRE(rooms.missing().size() == 1u);
  const auto data = rooms.joining("lobby", 2);
  BOOST_TEST(*model::value(data).find("since").find("epoch").uint() == 7u);
  BOOST_TEST(*model::value(data).find("since").find("offset").uint() == 11u);
}

BOOST_AUTO_TEST_CASE(a_room_refused_for_now_stays_wanted_and_one_refused_for_good_does_not) {
  room_list rooms;
  int told = 0;
  rooms.want("lobby", [&](const outcome& result) { told += result ? 100 : 1; }, {});
  (void)rooms.joining("lobby", 1);
  const auto later = rooms.answered(1, refusal(model::error_code::unavailable));
  BOOST_TEST_REQUIRE(later.has_value());
  BOOST_TEST(later->retry);
  BOOST_TEST(later->waiting.empty());
  BOOST_TEST(rooms.missing().size() == 1u);
  (void)rooms.joining("lobby", 2);
  const auto never = rooms.answered(2, refusal(model::error_code::forbidden));
  BOOST_TEST_REQUIRE(never.has_value());
  for (const auto& done : never->waiting)
    done(refusal(model::error_code::forbidden));
  BOOST_TEST(told == 1);
  BOOST_TEST(rooms.missing().empty());
}

BOOST_AUTO_TEST_CASE(a_reply_to_something_else_answers_no_join) {
  room_list rooms;
  rooms.want("lobby", {}, {});
  join(rooms, "lobby", 3, join_reply(7, 1, 1));
  BOOST_TEST(!rooms.answered(3, outcome{model::value{}}));
  BOOST_TEST(!rooms.answered(0, outcome{model::value{}}));
}

BOOST_AUTO_TEST_SUITE_END()
