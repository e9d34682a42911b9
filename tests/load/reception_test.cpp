#include "clients/load/verify/reception.hpp"
#include <boost/test/unit_test.hpp>
#include <string>

using namespace snug::load;

namespace {

constexpr std::uint32_t run = 77;
constexpr std::uint32_t ada = 0, bob = 1, eve = 2, listener = 3; // ada and bob talk in room 0, eve in room 1

struct hall {
  explicit hall(lane kept = lane::ephemeral, reception::claim right = reception::claim::everything,
                std::uint32_t who = listener)
    : ear(people, faults, who, {kept, right, 60, run}) {
    people.add_talker(ada, 0);
    people.add_talker(bob, 0);
    people.add_talker(eve, 1);
    people.of(ada).user = "u:ada";
    ear.enter(0, {5, 10}, false, false);
  }

  /// `sender` says its next message.
  std::uint32_t say(std::uint32_t sender) {
    people.of(sender).acknowledged = people.of(sender).sent + 1;
    return ++people.of(sender).sent;
  }
  /// The listener is told it.
  bool hear(std::uint32_t sender, std::uint32_t number, std::uint64_t offset = 0, told_event event = {}) {
    const stamp mark{run, people.of(sender).room, sender, number, 1};
    std::string text(60, stamp::filler);
    mark.write(text);
    event.of_load = true;
    event.name = "load";
    if (event.room.empty()) event.room = "hall-0";
    if (event.text.empty()) event.text = text;
    event.offset = offset;
    return ear.heard(event, &mark).counts;
  }
  std::uint64_t count(fault f) const { return faults.count(f); }

  roster people{"hall", 2, 4};
  fault_log faults;
  reception ear;
};

told_event in_room(const char* room) {
  told_event out;
  out.of_load = true;
  out.room = room;
  return out;
}

told_event from_user(const char* user) {
  told_event out;
  out.user = user;
  return out;
}

told_event with_text(const std::string& text) {
  told_event out;
  out.text = text;
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(receptions)

BOOST_AUTO_TEST_CASE(everything_once_and_in_order_is_right) {
  hall h;
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(h.hear(ada, h.say(ada)));
    BOOST_TEST(h.hear(bob, h.say(bob)));
  }
  BOOST_TEST(h.ear.complete());
  h.ear.finish();
  BOOST_TEST(h.faults.total() == 0u);
}

BOOST_AUTO_TEST_CASE(a_message_left_out_is_lost_in_the_middle_and_at_the_end) {
  hall h;
  for (int i = 0; i < 4; ++i)
    h.say(ada);
  BOOST_TEST(h.hear(ada, 1));
  BOOST_TEST(h.hear(ada, 3));
  BOOST_TEST(!h.ear.complete());
  h.ear.finish();
  BOOST_TEST(h.count(fault::lost) == 2u);
  BOOST_TEST(h.faults.total() == 2u);
}

BOOST_AUTO_TEST_CASE(a_double_and_a_swap_have_their_own_names) {
  hall h;
  for (int i = 0; i < 3; ++i)
    h.say(ada);
  BOOST_TEST(h.hear(ada, 1));
  BOOST_TEST(!h.hear(ada, 1));
  BOOST_TEST(h.hear(ada, 3));
  BOOST_TEST(!h.hear(ada, 2));
  h.ear.finish();
  BOOST_TEST(h.count(fault::doubled) == 1u);
  BOOST_TEST(h.count(fault::out_of_order) == 1u);
  BOOST_TEST(h.faults.total() == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_for_another_room_is_misdelivered_whatever_it_says) {
  hall h;
  h.say(eve);
  BOOST_TEST(!h.hear(eve, 1, 0, in_room("hall-1")));
  BOOST_TEST(!h.hear(eve, 1)); // said to be of the own room
  BOOST_TEST(h.count(fault::misdelivered) == 2u);
}

BOOST_AUTO_TEST_CASE(what_comes_after_leaving_is_misdelivered) {
  hall h;
  h.say(ada);
  h.ear.leave();
  BOOST_TEST(!h.hear(ada, 1));
  BOOST_TEST(h.count(fault::misdelivered) == 1u);
}

BOOST_AUTO_TEST_CASE(nobody_is_told_their_own_ephemeral_message) {
  hall h(lane::ephemeral, reception::claim::everything, ada);
  BOOST_TEST(!h.hear(ada, h.say(ada)));
  BOOST_TEST(h.count(fault::misdelivered) == 1u);
  h.ear.finish();
  BOOST_TEST(h.faults.total() == 1u);
}

BOOST_AUTO_TEST_CASE(a_false_name_another_length_and_an_invention_are_noticed) {
  hall h;
  BOOST_TEST(!h.hear(ada, h.say(ada), 0, from_user("u:bob")));
  BOOST_TEST(h.count(fault::misdelivered) == 1u);
  std::string longer(61, stamp::filler);
  BOOST_TEST(!h.hear(ada, h.say(ada), 0, with_text(longer)));
  BOOST_TEST(h.count(fault::altered) == 1u);
  BOOST_TEST(!h.hear(ada, 9)); // never sent
  BOOST_TEST(h.count(fault::altered) == 2u);
  h.ear.finish();
  BOOST_TEST(h.faults.total() == 3u); // none of it is counted as lost besides
}

BOOST_AUTO_TEST_CASE(messages_of_another_run_are_nobodys_fault) {
  hall h;
  const stamp mark{run + 1, 0, ada, 400, 1};
  BOOST_TEST(!h.ear.heard(in_room("hall-0"), &mark).of_us);
  BOOST_TEST(h.faults.total() == 0u);
}

BOOST_AUTO_TEST_CASE(who_comes_late_misses_nothing_said_after_that) {
  hall h;
  for (int i = 0; i < 5; ++i)
    h.say(ada);
  h.ear.enter(0, {}, false, false);
  h.say(ada);
  h.say(ada);
  BOOST_TEST(h.hear(ada, 7));
  h.ear.finish();
  BOOST_TEST(h.count(fault::lost) == 1u); // 6
}

BOOST_AUTO_TEST_CASE(cursors_may_be_replaced_but_the_last_one_comes) {
  hall h(lane::cursor, reception::claim::the_last);
  for (int i = 0; i < 9; ++i)
    h.say(ada);
  BOOST_TEST(h.hear(ada, 2));
  BOOST_TEST(h.hear(ada, 8));
  BOOST_TEST(!h.hear(ada, 5));
  BOOST_TEST(h.count(fault::out_of_order) == 1u);
  BOOST_TEST(!h.ear.complete());
  h.ear.finish();
  BOOST_TEST(h.count(fault::lost) == 1u);
}

BOOST_AUTO_TEST_CASE(who_stops_reading_may_miss_but_not_get_twice) {
  hall h(lane::ephemeral, reception::claim::an_order);
  for (int i = 0; i < 9; ++i)
    h.say(ada);
  BOOST_TEST(h.hear(ada, 2));
  BOOST_TEST(!h.hear(ada, 2));
  h.ear.finish();
  BOOST_TEST(h.count(fault::doubled) == 1u);
  BOOST_TEST(h.faults.total() == 1u);
}

BOOST_AUTO_TEST_CASE(durable_messages_follow_the_offsets_of_their_room) {
  hall h(lane::durable);
  BOOST_TEST(h.hear(ada, h.say(ada), 11));
  BOOST_TEST(h.hear(bob, h.say(bob), 12));
  BOOST_TEST(!h.hear(bob, 1, 12));
  BOOST_TEST(h.count(fault::doubled) == 1u);
  BOOST_TEST((h.ear.stands().offset == 12u && h.ear.stands().epoch == 5u));
  h.say(ada);
  h.say(bob);
  BOOST_TEST(h.hear(ada, 2, 14));
  BOOST_TEST(!h.hear(bob, 2, 13));
  BOOST_TEST(h.count(fault::out_of_order) == 1u);
  h.ear.finish();
  BOOST_TEST(h.faults.total() == 2u);
}

BOOST_AUTO_TEST_CASE(an_offset_that_never_comes_is_lost_even_if_it_was_no_message_of_the_load) {
  hall h(lane::durable);
  BOOST_TEST(h.hear(ada, h.say(ada), 12));
  h.ear.finish();
  BOOST_TEST(h.count(fault::lost) == 1u);
}

BOOST_AUTO_TEST_CASE(two_receivers_must_have_one_order) {
  hall h(lane::durable);
  reception other(h.people, h.faults, bob, {lane::durable, reception::claim::everything, 60, run});
  other.enter(0, {5, 10}, false, false);
  h.say(ada);
  h.say(bob);
  BOOST_TEST(h.hear(ada, 1, 11));
  const stamp mark{run, 0, bob, 1, 1};
  std::string text(60, stamp::filler);
  mark.write(text);
  auto event = in_room("hall-0");
  event.text = text;
  event.offset = 11;
  BOOST_TEST(!other.heard(event, &mark).counts);
  BOOST_TEST(h.count(fault::out_of_order) == 1u);
}

BOOST_AUTO_TEST_CASE(who_resumes_goes_on_where_it_stood) {
  hall h(lane::durable);
  BOOST_TEST(h.hear(ada, h.say(ada), 11));
  h.ear.leave();
  h.say(ada);
  h.ear.enter(0, {5, 11}, true, false);
  BOOST_TEST(h.hear(ada, 2, 12));
  BOOST_TEST(h.faults.total() == 0u);
  h.ear.leave();
  h.ear.enter(0, {5, 12}, true, true);
  h.ear.enter(0, {6, 12}, true, false);
  h.ear.enter(0, {6, 11}, true, false);
  BOOST_TEST(h.count(fault::lost) == 3u); // a gap, another life, another place
}

BOOST_AUTO_TEST_SUITE_END()
