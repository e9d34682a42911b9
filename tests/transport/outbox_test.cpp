#include "frames.hpp"
#include "transport/outbox.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;
using transport::outbox;

namespace {

struct box {
  transport::ring_pool pool;
  outbox out{pool};
  std::vector<outbox::lost> gone;

  outbox::outcome push(const transport::frame_ptr& f, std::size_t bound = 1'000) {
    return out.push(f, bound, gone);
  }
  [[nodiscard]] std::vector<std::string> waiting() const {
    std::vector<std::string> all;
    for (std::uint32_t i = 0; i < out.size(); ++i)
      all.push_back(payload_of(out.at(i)));
    return all;
  }
};

using texts = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(outbox_of_a_peer)

BOOST_FIXTURE_TEST_CASE(frames_leave_in_the_order_they_came, box) {
  for (const char* text : {"a", "b", "c"})
    push(needed(text));
  BOOST_TEST(waiting() == (texts{"a", "b", "c"}), boost::test_tools::per_element());
  out.pop(2);
  BOOST_TEST(waiting() == (texts{"c"}), boost::test_tools::per_element());
  BOOST_TEST(out.bytes() == 3u);
}

BOOST_FIXTURE_TEST_CASE(order_is_kept_while_the_ring_grows_around_its_end, box) {
  for (int i = 0; i < 6; ++i)
    push(needed(std::to_string(i)));
  out.pop(4);
  texts expected{"4", "5"};
  for (int i = 6; i < 40; ++i) {
    push(needed(std::to_string(i)));
    expected.push_back(std::to_string(i));
  }
  BOOST_TEST(waiting() == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(an_empty_outbox_gives_its_ring_back, box) {
  push(needed("a"));
  BOOST_TEST(pool.idle_bytes() == 0u);
  out.pop(1);
  BOOST_TEST(pool.idle_bytes() == transport::ring_pool::smallest * sizeof(void*));
}

BOOST_FIXTURE_TEST_CASE(a_newer_conflated_event_takes_the_place_of_the_older_one, box) {
  push(ephemeral("x1", "cursor ada"));
  push(ephemeral("y1", "cursor bob"));
  push(needed("reply"));
  BOOST_TEST(bool(push(ephemeral("x2 longer", "cursor ada")) == outbox::outcome::replaced));
  BOOST_TEST(waiting() == (texts{"x2 longer", "y1", "reply"}), boost::test_tools::per_element());
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < out.size(); ++i)
    bytes += out.at(i).size();
  BOOST_TEST(out.bytes() == bytes);
}

BOOST_FIXTURE_TEST_CASE(the_same_key_in_another_room_conflates_nothing, box) {
  push(ephemeral("x1", "cursor"));
  push(ephemeral("x2", "cursor", model::key::make(4, 7)));
  BOOST_TEST(out.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(events_without_a_key_never_conflate, box) {
  push(ephemeral("x1"));
  push(ephemeral("x2"));
  BOOST_TEST(out.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_was_written_is_not_replaced, box) {
  push(ephemeral("x1", "k"));
  out.pop(1);
  BOOST_TEST(bool(push(ephemeral("x2", "k")) == outbox::outcome::queued));
}

BOOST_FIXTURE_TEST_CASE(waiting_ephemeral_events_go_first, box) {
  push(ephemeral("e1"));
  push(durable(1), 30);
  push(ephemeral("e2"), 30);
  BOOST_TEST(bool(push(durable(2), 30) == outbox::outcome::queued));
  BOOST_TEST(out.size() == 2u);
  BOOST_TEST(out.at(0).offset() == 1u);
  BOOST_TEST(out.at(1).offset() == 2u);
  BOOST_TEST(gone.empty());
}

BOOST_FIXTURE_TEST_CASE(then_durable_ones_go_and_the_new_one_with_them, box) {
  push(durable(5), 30);
  push(needed("reply"), 30);
  BOOST_TEST(bool(push(durable(6), 30) == outbox::outcome::dropped));
  // Had 6 stayed, the client would get it now and once more when it catches up from 5.
  const std::vector<outbox::lost> expected{{lobby, 5}, {lobby, 6}};
  BOOST_TEST(bool(gone == expected));
  BOOST_TEST(waiting() == (texts{"reply"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_reply_is_queued_whatever_the_bound, box) {
  push(durable(1), 30);
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(bool(push(needed("reply"), 30) == outbox::outcome::queued));
  BOOST_TEST(gone.empty());
}

BOOST_FIXTURE_TEST_CASE(an_ephemeral_event_that_finds_no_room_drops_no_durable_one, box) {
  push(durable(1, 20), 30);
  BOOST_TEST(bool(push(ephemeral("much too long"), 30) == outbox::outcome::dropped));
  BOOST_TEST(gone.empty());
  BOOST_TEST(out.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_event_larger_than_the_bound_still_reaches_an_empty_outbox, box) {
  BOOST_TEST(bool(push(durable(1, 500), 30) == outbox::outcome::queued));
}

BOOST_FIXTURE_TEST_CASE(many_receivers_share_one_frame, box) {
  outbox other(pool);
  const auto f = durable(1);
  push(f);
  (void)other.push(f, 1'000, gone);
  BOOST_TEST(&out.at(0) == &other.at(0));
  out.clear();
  BOOST_TEST(other.at(0).offset() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
