#include "actors/facets/free_events.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>
#include <set>

using namespace snug;
using namespace snug::facets;
using model::error_code;

BOOST_AUTO_TEST_SUITE(free_events_of_an_app)

namespace {

struct publication {
  std::string event;
  std::string data = "\x07";
  std::string key = {};
  bool durable = false, echo = false, retain = false;
};

std::string data_of(const publication& p) {
  model::packer out;
  out.map(p.key.empty() ? 5 : 6).text("event").text(p.event).text("data").raw(p.data);
  out.text("durable").boolean(p.durable).text("echo").boolean(p.echo).text("retain").boolean(p.retain);
  if (!p.key.empty()) out.text("key").text(p.key);
  return std::move(out).str();
}

struct stage {
  model::kind kind;
  room_facts room;
  std::unique_ptr<free_events_view> view;
  effects out;
  occupant by{{0, 0, 7, 3, 0}, somebody("ada", "Ada"), {model::role::editor, false}};

  stage() {
    kind.max_retained = 2;
    room.key = model::key::make(1, 1);
    room.kind = &kind;
    view = std::make_unique<free_events_view>(room);
  }
  model::result<std::string> publish(const publication& p, const std::string& id = {}) {
    const auto c = command_of("publish", by.who, data_of(p), id);
    model::arguments args;
    BOOST_REQUIRE(!model::read_arguments(c.data, command_registry::get().at(c.verb).spec->fields, args));
    out.events.clear();
    return view->live({by, room, 1}, c, args, out);
  }
  model::result<std::string> free(std::string name, std::string data) {
    model::command c;
    c.verb = command_registry::get().free_event();
    c.who = by.who;
    c.free_event = std::move(name);
    c.data = std::move(data);
    out.events.clear();
    return view->live({by, room, 1}, c, {}, out);
  }
  [[nodiscard]] std::vector<model::ephemeral_event> welcome() const {
    std::vector<model::ephemeral_event> events;
    view->welcome(events);
    return events;
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(an_ephemeral_event_goes_to_everybody_else) {
  stage s;
  const auto reply = s.publish({.event = "moved"}, "id-9");
  BOOST_REQUIRE(reply);
  BOOST_CHECK_EQUAL(*reply, "\x80");
  BOOST_REQUIRE_EQUAL(s.out.events.size(), 1u);
  const auto& e = s.out.events[0];
  BOOST_CHECK_EQUAL(e.name, "moved");
  BOOST_CHECK_EQUAL(e.data, "\x07");
  BOOST_CHECK_EQUAL(e.user, "ada");
  BOOST_CHECK_EQUAL(e.display_name, "Ada");
  BOOST_CHECK_EQUAL(e.id, "id-9");
  BOOST_CHECK(e.except.same_peer(s.by.address));
  BOOST_CHECK_EQUAL(e.conflation_key, "");
}

BOOST_AUTO_TEST_CASE(echo_sends_it_back_too) {
  stage s;
  BOOST_REQUIRE(s.publish({.event = "moved", .echo = true}));
  BOOST_CHECK(s.out.events.at(0).except.nobody());
}

BOOST_AUTO_TEST_CASE(events_conflate_by_name_key_and_user) {
  stage s;
  std::set<std::string> keys;
  for (const auto* event : {"a", "b"})
    for (const auto* key : {"x", "y"})
      for (const auto* user : {"u", "v"}) {
        s.by.who = somebody(user);
        BOOST_REQUIRE(s.publish({.event = event, .key = key}));
        keys.insert(s.out.events.at(0).conflation_key);
      }
  BOOST_CHECK_EQUAL(keys.size(), 8u);
  BOOST_REQUIRE(s.publish({.event = "b", .key = "y"}));
  BOOST_CHECK(keys.contains(s.out.events.at(0).conflation_key));
}

BOOST_AUTO_TEST_CASE(unknown_names_are_events_where_the_kind_allows_them) {
  stage s;
  BOOST_REQUIRE(s.free("cursor", "\x92\x01\x02"));
  BOOST_CHECK_EQUAL(s.out.events.at(0).name, "cursor");
  BOOST_CHECK_EQUAL(s.out.events.at(0).data, "\x92\x01\x02");
  s.kind.free_events = false;
  const auto refused = s.free("cursor", "");
  BOOST_REQUIRE(!refused);
  BOOST_CHECK(refused.error().code == error_code::unknown_command);
  BOOST_CHECK(s.publish({.event = "cursor"}));
}

BOOST_AUTO_TEST_CASE(nobody_forges_the_servers_own_events) {
  stage s;
  for (const auto* name :
       {"message.sent", "member.banned", "presence.left", "event.retained", "heartbeat", "typing.x"}) {
    const auto refused = s.publish({.event = name});
    BOOST_REQUIRE(!refused);
    BOOST_CHECK(refused.error().code == error_code::bad_request);
    BOOST_CHECK_EQUAL(refused.error().field, "event");
    BOOST_CHECK(!s.free(name, ""));
  }
  for (const auto* name : {"message", "messages.sent", "game.over", "a"})
    BOOST_CHECK(!check_event_name(name));
  BOOST_CHECK(check_event_name(""));
  BOOST_CHECK(check_event_name("a\x01"));
  BOOST_CHECK(check_event_name(std::string(65, 'a')));
}

BOOST_AUTO_TEST_CASE(every_command_and_event_of_the_server_is_reserved) {
  const auto& registry = command_registry::get();
  for (std::uint16_t verb = 0; verb < registry.size(); ++verb)
    if (verb != registry.free_event()) BOOST_CHECK(check_event_name(registry.at(verb).spec->name));
  for (const auto& facet : all_facets())
    for (const auto& event : facet.events)
      BOOST_CHECK(check_event_name(event.name));
}

BOOST_AUTO_TEST_CASE(late_comers_get_the_last_one_per_name_and_key) {
  stage s;
  BOOST_REQUIRE(s.publish({.event = "slide", .data = "\x01", .retain = true}));
  BOOST_REQUIRE(s.publish({.event = "slide", .data = "\x02", .retain = true}));
  BOOST_REQUIRE(s.publish({.event = "pen", .data = "\x03", .key = "k", .retain = true}));
  BOOST_REQUIRE(s.publish({.event = "other", .data = "\x04"}));
  const auto events = s.welcome();
  BOOST_REQUIRE_EQUAL(events.size(), 2u);
  BOOST_CHECK_EQUAL(events[0].name, "pen");
  BOOST_CHECK_EQUAL(events[1].data, "\x02");
  BOOST_CHECK_EQUAL(events[1].user, "ada");
}

BOOST_AUTO_TEST_CASE(what_is_retained_is_bounded_and_the_refusal_names_the_rule) {
  stage s;
  BOOST_REQUIRE(s.publish({.event = "a", .retain = true}));
  BOOST_REQUIRE(s.publish({.event = "b", .retain = true}));
  const auto refused = s.publish({.event = "c", .retain = true});
  BOOST_REQUIRE(!refused);
  BOOST_CHECK(refused.error().code == error_code::too_large);
  BOOST_CHECK_EQUAL(refused.error().message, "at most 2 keys are retained in this room");
  BOOST_CHECK(s.out.events.empty());
  BOOST_REQUIRE(s.publish({.event = "a", .data = "\xc0", .retain = true})); // nil makes room
  BOOST_CHECK(s.publish({.event = "c", .retain = true}));
  BOOST_REQUIRE(s.publish({.event = "b", .data = "\xc0", .retain = true}));
  auto large = model::packer().bytes(std::string(max_retained_bytes - 100, 'x')).str();
  BOOST_CHECK(!s.publish({.event = "d", .data = large, .key = std::string(100, 'k'), .retain = true}));
}

BOOST_AUTO_TEST_CASE(a_durable_one_is_logged_and_answered_with_its_position) {
  test_room t;
  const auto v =
      t.execute("open", command_of("publish", somebody("ada"), data_of({.event = "score", .durable = true})));
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(number_of(*v.reply, "offset"), 1u);
  BOOST_REQUIRE_EQUAL(v.records.size(), 1u);
  BOOST_CHECK_EQUAL(v.records[0].name, "score");
  BOOST_CHECK_EQUAL(v.records[0].data, "\x07");
  const auto forged = t.execute(
      "open", command_of("publish", somebody("ada"), data_of({.event = "member.added", .durable = true})));
  BOOST_CHECK(!forged.reply);
}

BOOST_AUTO_TEST_CASE(a_durable_retained_one_is_a_row_and_in_every_view) {
  test_room t;
  const auto say = [&](const publication& p) {
    return t.execute("open", command_of("publish", somebody("ada"), data_of(p)));
  };
  const auto facts = t.rules->room("open", t.rows);
  free_events_view awake(*facts);
  const auto v = say({.event = "score", .data = "\x05", .key = "home", .durable = true, .retain = true});
  BOOST_REQUIRE(v.reply);
  for (const auto& record : v.records)
    awake.seen(record);
  free_events_view woken(*facts);
  woken.load(t.rows);
  for (auto* view : {&awake, &woken}) {
    std::vector<model::ephemeral_event> events;
    view->welcome(events);
    BOOST_REQUIRE_EQUAL(events.size(), 1u);
    BOOST_CHECK_EQUAL(events[0].name, "score");
    BOOST_CHECK_EQUAL(events[0].data, "\x05");
    BOOST_CHECK_EQUAL(events[0].at, t.wall);
    BOOST_CHECK_EQUAL(events[0].user, "ada");
  }
  BOOST_REQUIRE(
      say({.event = "score", .data = "\xc0", .key = "home", .durable = true, .retain = true}).reply);
  BOOST_CHECK(!t.rows.get(retained_key(facts->key, "score", "home")));
}

BOOST_AUTO_TEST_CASE(durable_retained_rows_are_bounded) {
  model::kind kind;
  kind.name = "open";
  kind.max_retained = 1;
  test_room t(kind);
  const auto say = [&](const std::string& key) {
    return t.execute("open",
                     command_of("publish", somebody("ada"),
                                data_of({.event = "e", .key = key, .durable = true, .retain = true})));
  };
  BOOST_CHECK(say("a").reply);
  BOOST_CHECK(say("a").reply);
  const auto v = say("b");
  BOOST_REQUIRE(!v.reply);
  BOOST_CHECK_EQUAL(v.reply.error().field, "retain");
  BOOST_CHECK(v.changes.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_command_registry)

BOOST_AUTO_TEST_CASE(every_command_is_found_by_its_name_once) {
  const auto& registry = command_registry::get();
  std::set<std::string_view> names;
  for (std::uint16_t verb = 0; verb < registry.size(); ++verb) {
    const auto name = registry.at(verb).spec->name;
    BOOST_CHECK(names.insert(name).second);
    if (verb == registry.free_event()) continue;
    BOOST_REQUIRE(registry.find(name));
    BOOST_CHECK_EQUAL(*registry.find(name), verb);
  }
  BOOST_CHECK(!registry.find("free_event"));
  BOOST_CHECK(!registry.find("nonsense"));
  BOOST_CHECK_EQUAL(*registry.find("hello"), registry.hello());
}

BOOST_AUTO_TEST_CASE(a_command_knows_its_facet_and_place) {
  const auto& registry = command_registry::get();
  const auto& kick = registry.at(*registry.find("member.kick"));
  const auto& facet = all_facets()[kick.facet];
  BOOST_CHECK_EQUAL(facet.name, "members");
  BOOST_CHECK(&facet.judge->commands()[kick.place] == kick.spec);
  BOOST_CHECK_EQUAL(all_facets()[registry.at(registry.free_event()).facet].name, "free_events");
  BOOST_CHECK_EQUAL(registry.at(registry.join()).facet, no_facet);
}

BOOST_AUTO_TEST_SUITE_END()
