#include "actors/facets/command_registry.hpp"
#include "actors/model/payload.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/kept_replies.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/parcel_desk.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::transport;

namespace {

std::string packed(std::string_view json) {
  std::string out;
  BOOST_REQUIRE(!dialect::json_reader::transcode(json, out));
  return out;
}

model::identity_ptr somebody(std::string_view user) {
  model::identity who;
  who.user = user;
  return std::make_shared<const model::identity>(std::move(who));
}

std::string_view name_of(const model::command& c) {
  return facets::command_registry::get().at(c.verb).spec->name;
}

model::command said(std::string_view json, std::string id = {}) {
  model::command c;
  c.verb = *facets::command_registry::get().find("publish.many");
  c.who = somebody("service:shop");
  c.from = {0, 0, 3, 4, 5};
  c.data = packed(json);
  c.id = std::move(id);
  return c;
}

std::string complaint(std::string_view json) {
  const auto read = parcel::read(said(json));
  return read ? "none" : read.error().field;
}

struct office : parcel_desk::way_out {
  void ask(model::command command) override { asked.push_back(std::move(command)); }
  std::vector<model::command> asked;
  test::kept_replies out;
  test::fake_clock clock;
  parcel_desk desk{{*this, out, clock, 0}};
};

} // namespace

BOOST_AUTO_TEST_SUITE(parcels)

BOOST_AUTO_TEST_CASE(rooms_users_and_everybody_get_a_command_each) {
  auto read = parcel::read(said(
      R"({"rooms":["a","b"],"users":["ada"],"everybody":true,"event":"x","data":[1],"durable":true,"key":"k","deliver_at":99})",
      "id-1"));
  BOOST_REQUIRE(bool(read));
  const auto all = read->take_commands();
  BOOST_REQUIRE(all.size() == 4u);
  BOOST_TEST(name_of(all[0]) == "publish");
  BOOST_TEST(all[0].room_name == "a");
  BOOST_TEST(all[0].data == packed(R"({"event":"x","data":[1],"durable":true,"key":"k","deliver_at":99})"));
  BOOST_TEST(all[1].room_name == "b");
  BOOST_TEST(name_of(all[2]) == "inbox.deliver");
  BOOST_TEST(all[2].data == packed(R"({"event":"x","data":[1],"deliver_at":99,"user":"ada"})"));
  BOOST_TEST(name_of(all[3]) == "announcement.send");
  BOOST_TEST(all[3].data == packed(R"({"event":"x","data":[1],"deliver_at":99})"));
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST(all[i].id == "id-1");
    BOOST_TEST(all[i].from.ref == i + 1);
    BOOST_TEST(all[i].who->user == "service:shop");
  }
}

BOOST_AUTO_TEST_CASE(receivers_are_held_to_their_rules) {
  BOOST_TEST(complaint(R"({"event":"x"})") == "rooms");
  BOOST_TEST(complaint(R"({"event":"x","rooms":[],"users":[]})") == "rooms");
  BOOST_TEST(complaint(R"({"event":"x","rooms":[1]})") == "rooms");
  BOOST_TEST(complaint(R"({"event":"x","rooms":["\u0001"]})") == "rooms");
  BOOST_TEST(complaint(R"({"event":"x","users":[""]})") == "users");
  BOOST_TEST(complaint(R"({"event":"x","users":[null]})") == "users");
  BOOST_TEST(complaint(R"({"rooms":["a"]})") == "event");
  std::string many = R"({"event":"x","rooms":["a")";
  for (int i = 0; i < 100; ++i)
    many += ",\"a\"";
  BOOST_TEST(complaint(many + "]}") == "rooms");
  BOOST_TEST(complaint(R"({"event":"x","everybody":true})") == "none");
}

BOOST_FIXTURE_TEST_CASE(the_last_answer_makes_the_whole, office) {
  desk.carry_out(said(R"({"rooms":["a","b"],"users":["ada"],"event":"x"})"));
  BOOST_REQUIRE(asked.size() == 3u);
  BOOST_TEST((asked[0].from.shard == parcel_desk::shard));
  desk.replied({asked[0].from, packed(R"({"offset":8})")});
  auto group = std::make_shared<store::commit_group>();
  store::outcome done;
  done.reply = {asked[2].from, packed("{}")};
  group->outcomes.push_back(done);
  desk.committed(group);
  desk.committed(group); // nothing is answered twice
  BOOST_TEST(out.all.empty());
  desk.replied({asked[1].from, model::failure{model::error_code::rate_limited, "slow down", "", 40, {}}});
  BOOST_REQUIRE(out.all.size() == 1u);
  BOOST_TEST((out.all[0].to == model::return_address{0, 0, 3, 4, 5}));
  BOOST_TEST(*out.all[0].outcome ==
             packed(R"({"results":[{"room":"a","ok":{"offset":8}},)"
                    R"({"room":"b","error":{"code":"rate_limited","message":"slow down","retry_after":40}},)"
                    R"({"user":"ada","ok":{}}]})"));
  BOOST_TEST(desk.under_way() == 0u);
  desk.replied({asked[1].from, packed("{}")}); // late: nobody's any more
  BOOST_TEST(out.all.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_is_never_answered_is_given_up, office) {
  desk.carry_out(said(R"({"rooms":["a","b"],"event":"x"})"));
  desk.replied({asked[0].from, packed("{}")});
  clock.advance(parcel_desk::patience_ms - 1);
  desk.sweep();
  BOOST_TEST(out.all.empty());
  clock.advance(1);
  desk.sweep();
  BOOST_REQUIRE(out.all.size() == 1u);
  const auto results = model::value(*out.all[0].outcome).find("results");
  BOOST_TEST(results.at(0).find("ok").present());
  BOOST_TEST(results.at(1).find("error").find("code").text().value_or("") == "unavailable");
}

BOOST_FIXTURE_TEST_CASE(no_more_are_under_way_than_fit, office) {
  std::string rooms = "\"a\"";
  for (int i = 1; i < 100; ++i)
    rooms += ",\"a\"";
  const auto json = R"({"rooms":[)" + rooms + R"(],"event":"x"})";
  for (std::size_t i = 0; i < parcel_desk::most_commands / 100; ++i)
    desk.carry_out(said(json));
  BOOST_TEST(out.all.empty());
  desk.carry_out(said(json));
  BOOST_REQUIRE(out.all.size() == 1u);
  BOOST_TEST((out.all[0].outcome.error().code == model::error_code::unavailable));
  BOOST_TEST(out.all[0].outcome.error().retry_after_ms > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
