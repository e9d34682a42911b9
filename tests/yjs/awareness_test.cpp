#include "actors/yjs/awareness.hpp"
#include "tests/support/hex.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using test::dump;
using test::hex;
using yjs::awareness_entry;

namespace {

/// What `awareness` answers to one entry, as "client:clock:state …".
std::string said(std::string_view update) {
  if (update.empty()) return "";
  std::string out;
  const auto read = yjs::read_awareness(update);
  BOOST_REQUIRE(read);
  for (const auto& each : *read)
    out += (out.empty() ? "" : " ") + std::to_string(each.client) + ":" + std::to_string(each.clock) + ":" +
           std::string(each.state);
  return out;
}

constexpr yjs::awareness::speaker ada{1, "ada"};
constexpr yjs::awareness::speaker ada_again{2, "ada"};
constexpr yjs::awareness::speaker bob{3, "bob"};

std::string tell(yjs::awareness& all, yjs::awareness::speaker by, awareness_entry entry,
                 std::int64_t now = 0) {
  return said(all.apply({&entry, 1}, by, now));
}

} // namespace

BOOST_AUTO_TEST_SUITE(yjs_awareness)

BOOST_AUTO_TEST_CASE(the_transcript_is_read_and_written) {
  const auto bytes =
      hex("01 0b 01 0c 7b 22 75 73 65 72 22 3a 22 41 22 7d"); // client 11, clock 1, {"user":"A"}
  const auto read = yjs::read_awareness(bytes);
  BOOST_REQUIRE(read);
  BOOST_REQUIRE(read->size() == 1u);
  BOOST_TEST((*read)[0].state == R"({"user":"A"})");
  std::string out;
  yjs::put_awareness(out, *read);
  BOOST_TEST(dump(out) == dump(bytes));
}

BOOST_AUTO_TEST_CASE(what_is_no_awareness_is_refused) {
  for (const char* each :
       {"", "01", "01 0b 01", "01 0b 01 01 7b", "01 0b 01 00", "00 00", "01 0b 01 02 7b 7d 00"})
    BOOST_TEST(!yjs::read_awareness(hex(each)), each);
  using enum model::error_code;
  BOOST_TEST((yjs::read_awareness(hex("02 0b 01 02 7b 7d 0c 01 02 7b 7d"), 1).error().code == too_large));
  BOOST_TEST((yjs::read_awareness(hex("01 0b 01 02 7b 7d"), 1, 1).error().code == too_large));
}

BOOST_AUTO_TEST_CASE(only_a_newer_clock_is_news) {
  yjs::awareness all;
  BOOST_TEST(tell(all, ada, {11, 1, "{}"}) == "11:1:{}");
  BOOST_TEST(tell(all, ada, {11, 1, "{}"}) == "");
  BOOST_TEST(tell(all, ada, {11, 0, "1"}) == "");
  BOOST_TEST(tell(all, ada, {11, 2, "2"}) == "11:2:2");
  BOOST_TEST(said(all.everything()) == "11:2:2");
  BOOST_TEST(tell(all, bob, {11, 2, "2"}) == "", "an echo of somebody else's state");
}

BOOST_AUTO_TEST_CASE(null_at_the_same_clock_takes_a_state_away_once) {
  yjs::awareness all;
  BOOST_TEST(tell(all, ada, {11, 1, "null"}) == "", "nothing is there yet");
  BOOST_TEST(tell(all, ada, {11, 1, "{}"}) == "11:1:{}");
  BOOST_TEST(tell(all, ada, {11, 1, "null"}) == "11:1:null");
  BOOST_TEST(tell(all, ada, {11, 1, "null"}) == "");
  BOOST_TEST(tell(all, ada, {11, 1, "{}"}) == "", "the clock is kept");
  BOOST_TEST(all.present() == 0u);
  BOOST_TEST(all.everything() == "");
}

BOOST_AUTO_TEST_CASE(a_connection_that_goes_takes_its_states_and_no_others) {
  yjs::awareness all;
  tell(all, ada, {11, 4, "{}"});
  tell(all, bob, {12, 1, "{}"});
  BOOST_TEST(said(all.drop(ada.connection)) == "11:4:null");
  BOOST_TEST(said(all.everything()) == "12:1:{}");
  BOOST_TEST(all.drop(ada.connection) == "");
}

BOOST_AUTO_TEST_CASE(a_client_that_came_back_isnt_cleared_by_its_former_connection) {
  yjs::awareness all;
  tell(all, ada, {11, 1, "{}"});
  BOOST_TEST(tell(all, ada_again, {11, 2, "{}"}) == "11:2:{}");
  BOOST_TEST(all.drop(ada.connection) == "");
  BOOST_TEST(all.present() == 1u);
}

BOOST_AUTO_TEST_CASE(nobody_speaks_for_another_user) {
  yjs::awareness all;
  tell(all, ada, {11, 1, "{}"});
  BOOST_TEST(tell(all, bob, {11, 2, "\"bob\""}) == "");
  BOOST_TEST(tell(all, bob, {11, 1, "null"}) == "");
  (void)all.drop(ada.connection);
  BOOST_TEST(tell(all, bob, {11, 2, "{}"}) == "11:2:{}", "who has gone holds nothing");
}

BOOST_AUTO_TEST_CASE(a_state_that_isnt_renewed_goes) {
  yjs::awareness all;
  tell(all, ada, {11, 1, "{}"}, 0);
  tell(all, bob, {12, 1, "{}"}, 0);
  tell(all, ada, {11, 1, "{}"}, 20'000);
  BOOST_TEST(said(all.expire(29'999, 30'000)) == "");
  BOOST_TEST(said(all.expire(30'000, 30'000)) == "12:1:null");
  BOOST_TEST(said(all.expire(50'000, 30'000)) == "11:1:null");
}

BOOST_AUTO_TEST_CASE(a_connection_has_so_many_clients_and_a_document_so_many) {
  yjs::awareness all({3, 2});
  BOOST_TEST(tell(all, ada, {11, 1, "{}"}) != "");
  BOOST_TEST(tell(all, ada, {12, 1, "{}"}) != "");
  BOOST_TEST(tell(all, ada, {13, 1, "{}"}) == "");
  BOOST_TEST(tell(all, bob, {14, 1, "{}"}) != "");
  BOOST_TEST(tell(all, bob, {15, 1, "{}"}) == "");
  (void)all.drop(ada.connection);
  BOOST_TEST(tell(all, bob, {15, 1, "{}"}) != "", "those that are gone make room");
  BOOST_TEST(all.memory() < 1'000u);
}

BOOST_AUTO_TEST_SUITE_END()
