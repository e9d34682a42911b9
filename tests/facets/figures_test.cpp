#include "actors/facets/figures.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::facets;
using model::role;

namespace {

struct counted {
  test_room t;
  std::unique_ptr<figures_view> view;

  void wake() {
    view = std::make_unique<figures_view>(t.key_of("open"));
    view->load(t.rows);
  }
  std::uint64_t number(std::string_view name) {
    effects nothing;
    const occupant ada{{}, somebody("ada"), {}};
    room_facts facts;
    const auto reply = view->live({ada, facts, 0}, command_of("room.stats", somebody("ada")), {}, nothing);
    return number_of(*reply, name);
  }
  void see(const verdict& v) {
    for (const auto& r : v.records)
      view->seen(r);
  }
  void come(std::uint32_t slot, std::string user) {
    effects nothing;
    model::packer reply;
    view->joined({{0, 0, slot, 1, 0}, somebody(std::move(user)), {}}, 0, reply, nothing);
  }
  void go(std::uint32_t slot, std::string user) {
    effects nothing;
    view->left({{0, 0, slot, 1, 0}, somebody(std::move(user)), {}}, true, 0, nothing);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(figures_of_a_room)

BOOST_FIXTURE_TEST_CASE(a_room_that_wakes_knows_its_members_and_its_log, counted) {
  t.stand("open", "ada", role::owner);
  t.stand("open", "bob", role::viewer);
  t.stand("open", "mallory", role::banned);
  t.stand("closed", "carol", role::owner);
  (void)t.execute("open", command_of("message.send", somebody("ada"), message("hi")));
  wake();
  BOOST_TEST(number("members") == 2u);
  BOOST_TEST(number("online") == 0u);
  BOOST_TEST(number("messages") == 1u);
  BOOST_TEST(number("bytes") > 0u);
  BOOST_TEST(number("last_at") == 1'000'000u);
}

BOOST_FIXTURE_TEST_CASE(it_counts_what_it_sees, counted) {
  t.stand("open", "ada", role::owner);
  wake();
  t.wall += 5;
  see(t.execute("open", command_of("message.send", somebody("ada"), message("hi"))));
  BOOST_TEST(number("messages") == 1u);
  BOOST_TEST(number("last_at") == 1'000'005u);
  see(t.execute("open", command_of("member.add", somebody("ada"), texts({{"user", "bob"}}))));
  BOOST_TEST(number("members") == 2u);
  see(t.execute("open", command_of("member.kick", somebody("ada"), texts({{"user", "visitor"}}))));
  BOOST_TEST(number("members") == 2u); // the one put out had no seat
  see(t.execute("open", command_of("member.ban", somebody("ada"), texts({{"user", "bob"}}))));
  BOOST_TEST(number("members") == 1u);
  see(t.execute("open", command_of("member.add", somebody("ada"), texts({{"user", "bob"}}))));
  BOOST_TEST(number("members") == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_user_on_two_devices_is_online_once, counted) {
  wake();
  come(1, "ada");
  come(2, "ada");
  come(3, "bob");
  BOOST_TEST(number("online") == 2u);
  go(1, "ada");
  BOOST_TEST(number("online") == 2u);
  go(2, "ada");
  BOOST_TEST(number("online") == 1u);
}

BOOST_FIXTURE_TEST_CASE(whoever_watches_is_told_of_changes_once_a_second_at_most, counted) {
  t.stand("open", "ada", role::owner);
  wake();
  come(1, "ada");
  const auto asks = [&](std::uint32_t slot, std::uint64_t session, bool on) {
    model::identity who;
    who.user = "ada";
    who.session = session;
    const auto by = std::make_shared<const model::identity>(std::move(who));
    const occupant ada{{0, 0, slot, 1, 0}, by, {}};
    const auto data = model::packer{}.map(1).text("watch").boolean(on).str();
    const auto command = command_of("room.stats", by, data);
    model::arguments args;
    BOOST_REQUIRE(!model::read_arguments(command.data, figures{}.commands()[0].fields, args));
    effects nothing;
    return view->live({ada, {}, 0}, command, args, nothing);
  };
  BOOST_TEST(!view->wake_at().has_value());
  BOOST_TEST((asks(9, 0, true).error().code == model::error_code::bad_request)); // over HTTP
  BOOST_REQUIRE(asks(1, 7, true));
  BOOST_TEST(!view->wake_at().has_value()); // the reply has said it
  see(t.execute("open", command_of("message.send", somebody("ada"), message("hi"))));
  BOOST_REQUIRE(view->wake_at().has_value());
  effects told;
  view->tick(5'000, told);
  BOOST_REQUIRE(told.told.size() == 1u);
  BOOST_TEST(told.told[0].to.slot == 1u);
  BOOST_TEST(told.told[0].event.name == "room.measured");
  BOOST_TEST(number_of(told.told[0].event.data, "messages") == 1u);
  BOOST_TEST(told.events.empty());
  BOOST_TEST(!view->wake_at().has_value());
  come(2, "bob");
  BOOST_TEST(*view->wake_at() == 5'000 + figures_view::every_ms);
  BOOST_REQUIRE(asks(1, 7, false));
  BOOST_TEST(!view->wake_at().has_value());
  BOOST_REQUIRE(asks(1, 7, true));
  go(1, "ada");
  come(3, "carol");
  BOOST_TEST(!view->wake_at().has_value()); // whoever watched is gone
}

BOOST_AUTO_TEST_SUITE_END()
