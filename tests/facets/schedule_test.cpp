#include "actors/facets/due_rows.hpp"
#include "actors/facets/schedule.hpp"
#include "actors/facets/scheduling.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::facets;
using model::error_code;
using model::role;

namespace {

struct planned {
  test_room t;

  std::string data(std::int64_t at, std::string_view event = "reminder") {
    model::packer p;
    p.map(3).text("event").text(event).text("data").map(1).text("n").uint(7).text("deliver_at").integer(at);
    return std::move(p).str();
  }
  verdict add(std::int64_t at, std::string id = {}, std::string_view user = "ada") {
    return t.execute("open",
                     command_of("schedule.add", somebody(std::string(user)), data(at), std::move(id)));
  }
  std::string id_of(const verdict& v) {
    BOOST_REQUIRE(v.reply);
    return std::string(field_of(*v.reply, "id").text().value());
  }
  verdict run(const std::string& id, model::identity_ptr who = model::server_identity()) {
    return t.execute("open", command_of("schedule.run", std::move(who), texts({{"id", id}}), id));
  }
  verdict cancel(const std::string& id, std::string user) {
    return t.execute("open", command_of("schedule.cancel", somebody(std::move(user)), texts({{"id", id}})));
  }
  std::size_t listed() {
    const auto reply = t.read("open", command_of("schedule.list", somebody("bob")));
    BOOST_REQUIRE(reply);
    return field_of(*reply, "scheduled").size();
  }
  std::size_t indexed() {
    const auto owner = model::key::make(t.key_of("open").partition(), 0);
    std::size_t rows = 0;
    t.rows.scan(model::row_key(owner, model::table::due_at).str(),
                model::row_key::end_of(owner, model::table::due_at), model::row_source::order::up,
                [&](std::string_view key, std::string_view) {
                  const auto place = read_due_at(key);
                  BOOST_REQUIRE(place);
                  BOOST_TEST(t.rows.get(due_key(place->room, place->id)).has_value());
                  ++rows;
                  return true;
                });
    return rows;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(events_for_later)

BOOST_FIXTURE_TEST_CASE(what_is_due_is_told_once_and_is_gone, planned) {
  const auto id = id_of(add(t.wall + 5'000));
  BOOST_TEST(listed() == 1u);
  BOOST_TEST(indexed() == 1u);
  t.wall += 5'000;
  const auto told = run(id);
  BOOST_REQUIRE(told.records.size() == 2u);
  BOOST_TEST(told.records[0].name == "reminder");
  BOOST_TEST(told.records[0].offset == 1u);
  BOOST_TEST(told.records[0].user == "");
  BOOST_TEST(field_of(told.records[0].data, "n").uint().value() == 7u);
  BOOST_TEST(!told.records[1].told());
  BOOST_TEST(listed() == 0u);
  BOOST_TEST(indexed() == 0u);
  for (const auto& r : run(id).records)
    BOOST_TEST(!r.told());
}

BOOST_FIXTURE_TEST_CASE(only_the_server_says_that_it_is_due, planned) {
  const auto id = id_of(add(t.wall + 5'000));
  t.stand("open", "ada", role::owner);
  BOOST_TEST((run(id, somebody("ada")).reply.error().code == error_code::forbidden));
  BOOST_TEST(listed() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_repeat_schedules_once_also_behind_its_telling, planned) {
  const auto id = id_of(add(t.wall + 5'000, "k1"));
  BOOST_TEST(id_of(add(t.wall + 5'000, "k1")) == id);
  BOOST_TEST(listed() == 1u);
  BOOST_TEST((add(t.wall + 6'000, "k1").reply.error().code == error_code::conflict));
  BOOST_TEST(id_of(add(t.wall + 5'000, "k1", "bob")) != id); // another user's key is another one
  (void)run(id);
  BOOST_TEST(id_of(add(t.wall + 5'000, "k1")) == id);
  BOOST_TEST(listed() == 1u); // bob's
  BOOST_TEST(id_of(add(t.wall + 9'000)) != id_of(add(t.wall + 9'000)));
}

BOOST_FIXTURE_TEST_CASE(who_scheduled_it_or_manages_the_room_takes_it_back, planned) {
  t.stand("open", "olga", role::owner);
  const auto one = id_of(add(t.wall + 5'000));
  const auto two = id_of(add(t.wall + 6'000));
  BOOST_TEST((cancel(one, "bob").reply.error().code == error_code::forbidden));
  BOOST_TEST(bool(cancel(one, "ada").reply));
  BOOST_TEST((cancel(one, "ada").reply.error().code == error_code::not_found));
  BOOST_TEST(bool(cancel(two, "olga").reply));
  BOOST_TEST((cancel("nonsense nonsens", "ada").reply.error().code == error_code::not_found));
  BOOST_TEST(listed() == 0u);
  BOOST_TEST(indexed() == 0u);
}

BOOST_FIXTURE_TEST_CASE(names_times_and_numbers_are_bounded, planned) {
  const auto refused = [&](const std::string& data) {
    const auto v = t.execute("open", command_of("schedule.add", somebody("ada"), data));
    BOOST_REQUIRE(!v.reply);
    return v.reply.error().field;
  };
  BOOST_TEST(refused(data(t.wall + 1, "message.sent")) == "event");
  BOOST_TEST(refused(data(t.wall + 367ll * 24 * 3600 * 1000)) == "deliver_at");
  BOOST_TEST(refused(data(0)) == "deliver_at");
  BOOST_TEST(bool(add(1).reply)); // long over: told at once
  for (std::size_t i = 1; i < most_scheduled; ++i)
    BOOST_REQUIRE(add(t.wall + 1 + static_cast<std::int64_t>(i)).reply);
  BOOST_TEST((add(t.wall + 1'000).reply.error().code == error_code::too_large));
}

BOOST_AUTO_TEST_SUITE_END()
