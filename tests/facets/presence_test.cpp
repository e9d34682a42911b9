#include "actors/facets/presence.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

using namespace snug;
using namespace snug::facets;

namespace {

model::kind small_kind() {
  model::kind kind;
  kind.presence_list = 3;
  kind.presence_grace_ms = 5'000;
  kind.typing_ms = 6'000;
  return kind;
}

/// A presence view and its clock.
struct lobby {
  model::kind kind = small_kind();
  presence_view view{kind, model::key::make(1, 1)};
  std::vector<model::command> durable;
  std::set<std::string> visitors;
  std::int64_t now = 10'000;

  struct told {
    std::int64_t at;
    std::string name;
    std::string data;
  };
  std::vector<told> events;

  /// Lets time pass the way the room does: calls `tick` whenever it is wanted.
  void pass(std::int64_t ms) {
    const auto until = now + ms;
    for (auto at = view.wake_at(); at && *at <= until; at = view.wake_at()) {
      now = std::max(now, *at);
      effects out;
      view.tick(now, out);
      take(out);
    }
    now = until;
  }
  std::string join(const std::string& user, std::uint32_t slot = 1) {
    effects out;
    model::packer reply;
    const auto pairs = view.joined(occupant_of(user, slot), now, reply, out);
    take(out);
    return model::packer().map(pairs).str() + reply.str();
  }
  void leave(const std::string& user, bool for_good, std::uint32_t slot = 1) {
    effects out;
    view.left(occupant_of(user, slot), for_good, now, out);
    take(out);
  }
  std::string command(const std::string& user, std::string_view verb, const std::string& data = {}) {
    const auto by = occupant_of(user, 1);
    const room_facts room;
    const auto c = command_of(verb, by.who, data);
    model::arguments args;
    BOOST_REQUIRE(!model::read_arguments(data, command_registry::get().at(c.verb).spec->fields, args));
    effects out;
    auto reply = view.live({by, room, now}, c, args, out);
    BOOST_REQUIRE(reply);
    view.active(by, now);
    take(out);
    return *reply;
  }
  /// The status that a page of the list says.
  std::string status_of(const std::string& user) { return said_of(user, "status"); }
  std::string said_of(const std::string& user, std::string_view field) {
    const auto page = command(user, "presence.list"); // says something itself
    const auto users = field_of(page, "users");
    for (std::size_t i = 0; i < users.size(); ++i)
      if (users.at(i).find("user").text() == user) return std::string(*users.at(i).find(field).text());
    return "nobody";
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& e : events)
      all.push_back(e.name);
    return all;
  }

  [[nodiscard]] occupant occupant_of(const std::string& user, std::uint32_t slot) const {
    model::identity who;
    who.user = user;
    who.session = slot;
    return {{0, 0, slot, 1, 0},
            std::make_shared<const model::identity>(std::move(who)),
            {model::role::editor, false},
            !visitors.contains(user)};
  }
  void take(effects& out) {
    for (auto& e : out.events)
      events.push_back({now, e.name, e.data});
    for (auto& c : out.durable)
      durable.push_back(std::move(c));
  }
};

std::vector<std::string> users_in(const model::value& list) {
  std::vector<std::string> users;
  for (std::size_t i = 0; i < list.size(); ++i)
    users.emplace_back(*list.at(i).find("user").text());
  return users;
}

using list = std::vector<std::string>;
const auto each = boost::test_tools::per_element();

} // namespace

BOOST_AUTO_TEST_SUITE(presence_of_users)

BOOST_AUTO_TEST_CASE(joins_within_a_quarter_of_a_second_are_one_event) {
  lobby l;
  (void)l.join("ada");
  l.pass(100);
  (void)l.join("bob");
  l.pass(149);
  BOOST_CHECK(l.events.empty());
  l.pass(1);
  BOOST_REQUIRE_EQUAL(l.events.size(), 1u);
  BOOST_CHECK_EQUAL(l.events[0].name, "presence.joined");
  BOOST_TEST(users_in(field_of(l.events[0].data, "users")) == (list{"ada", "bob"}), each);
  BOOST_CHECK_EQUAL(number_of(l.events[0].data, "online"), 2u);
}

BOOST_AUTO_TEST_CASE(the_more_are_told_the_more_joins_are_one_event) {
  lobby l;
  l.kind.presence_list = 100;
  l.view = presence_view(l.kind, model::key::make(1, 1));
  for (int i = 0; i < 60; ++i)
    (void)l.join("u" + std::to_string(i));
  l.pass(5'000);
  l.events.clear();
  (void)l.join("ada");
  l.pass(400);
  (void)l.join("bob");
  l.pass(209);
  BOOST_CHECK(l.events.empty());
  l.pass(1);
  BOOST_REQUIRE_EQUAL(l.events.size(), 1u);
  BOOST_TEST(users_in(field_of(l.events[0].data, "users")) == (list{"ada", "bob"}), each);
}

BOOST_AUTO_TEST_CASE(the_join_reply_says_who_is_here) {
  lobby l;
  (void)l.join("ada");
  const auto reply = l.join("bob");
  BOOST_CHECK_EQUAL(number_of(reply, "online"), 2u);
  BOOST_TEST(users_in(field_of(reply, "present")) == (list{"ada", "bob"}), each);
}

BOOST_AUTO_TEST_CASE(a_second_device_is_nobody_new) {
  lobby l;
  (void)l.join("ada", 1);
  l.pass(1'000);
  (void)l.join("ada", 2);
  l.leave("ada", true, 1);
  l.pass(10'000);
  BOOST_TEST(l.names() == (list{"presence.joined"}), each);
  const auto page = l.command("ada", "presence.list");
  BOOST_CHECK_EQUAL(*field_of(page, "users").at(0).find("devices").uint(), 1u);
}

BOOST_AUTO_TEST_CASE(a_session_that_joins_again_is_one_device) {
  lobby l;
  (void)l.join("ada", 1);
  (void)l.join("ada", 1);
  BOOST_CHECK_EQUAL(*field_of(l.command("ada", "presence.list"), "users").at(0).find("devices").uint(), 1u);
  l.leave("ada", true, 1);
  l.pass(300);
  BOOST_CHECK_EQUAL(number_of(l.command("ada", "presence.list"), "online"), 0u);
}

BOOST_AUTO_TEST_CASE(who_is_back_within_the_grace_never_left) {
  lobby l;
  (void)l.join("ada");
  l.pass(1'000);
  l.leave("ada", false);
  l.pass(4'999);
  (void)l.join("ada");
  l.pass(60'000);
  BOOST_TEST(l.names() == (list{"presence.joined"}), each);
}

BOOST_AUTO_TEST_CASE(who_does_not_come_back_has_left_when_the_grace_is_over) {
  lobby l;
  (void)l.join("ada");
  l.pass(1'000);
  l.leave("ada", false);
  const auto gone = l.now;
  l.pass(60'000);
  BOOST_TEST(l.names() == (list{"presence.joined", "presence.left"}), each);
  BOOST_CHECK_EQUAL(l.events[1].at, gone + 5'000 + 250);
  BOOST_CHECK(!l.view.wake_at());
}

BOOST_AUTO_TEST_CASE(leaving_for_good_needs_no_grace) {
  lobby l;
  (void)l.join("ada");
  l.pass(1'000);
  l.leave("ada", true);
  l.pass(250);
  BOOST_TEST(l.names() == (list{"presence.joined", "presence.left"}), each);
}

BOOST_AUTO_TEST_CASE(many_are_told_as_counts_once_a_second) {
  lobby l;
  for (const auto* user : {"a", "b", "c"})
    (void)l.join(user);
  l.pass(1'000);
  l.events.clear();
  const auto reply = l.join("d");
  BOOST_CHECK(!field_of(reply, "present").present());
  for (int i = 0; i < 40; ++i) {
    (void)l.join("e" + std::to_string(i));
    l.pass(100);
  }
  l.pass(1'000);
  std::int64_t last = 0;
  for (const auto& e : l.events) {
    BOOST_CHECK_EQUAL(e.name, "presence.count");
    BOOST_CHECK_GE(e.at - last, 1'000);
    last = e.at;
  }
  BOOST_REQUIRE(!l.events.empty());
  BOOST_CHECK_EQUAL(number_of(l.events.back().data, "online"), 44u);
  BOOST_CHECK(l.events.size() >= 4 && l.events.size() <= 6);
}

BOOST_AUTO_TEST_CASE(few_again_are_told_as_a_whole_list) {
  lobby l;
  for (const auto* user : {"a", "b", "c", "d"})
    (void)l.join(user);
  l.pass(2'000);
  l.leave("b", true);
  l.pass(2'000);
  BOOST_TEST(l.names() == (list{"presence.count", "presence.listed"}), each);
  BOOST_TEST(users_in(field_of(l.events[1].data, "users")) == (list{"a", "c", "d"}), each);
}

BOOST_AUTO_TEST_CASE(the_list_comes_in_pages) {
  lobby l;
  for (const auto* user : {"a", "b", "c", "d"})
    (void)l.join(user);
  model::packer p;
  p.map(2).text("after").text("a").text("limit").uint(2);
  const auto page = l.command("a", "presence.list", p.str());
  BOOST_TEST(users_in(field_of(page, "users")) == (list{"b", "c"}), each);
  BOOST_CHECK(*field_of(page, "more").boolean());
  BOOST_CHECK_EQUAL(number_of(page, "online"), 4u);
}

// What a client makes of the events must in the end be who is here: checked against a naive model with random
// joins, leaves, devices and pauses. A client that joined at a random moment starts from its reply.
BOOST_AUTO_TEST_CASE(whoever_follows_the_events_knows_who_is_here) {
  struct client {
    bool counting = false;
    std::set<std::string> users;
    std::uint64_t online = 0;
    std::size_t read = 0;
    void start(const std::string& reply, std::size_t events) {
      counting = !field_of(reply, "present").present();
      for (auto& user : users_in(field_of(reply, "present")))
        users.insert(user);
      online = number_of(reply, "online");
      read = events;
    }
    void follow(const std::vector<lobby::told>& events) {
      for (; read < events.size(); ++read) {
        const auto& [at, name, data] = events[read];
        if (name == "presence.changed") continue;
        const auto named = users_in(field_of(data, "users"));
        online = number_of(data, "online");
        if (name == "presence.count") counting = true;
        if (name == "presence.listed") users.clear();
        if (name == "presence.listed") counting = false;
        if (name == "presence.joined" || name == "presence.listed") users.insert(named.begin(), named.end());
        if (name == "presence.left")
          for (const auto& user : named)
            users.erase(user);
      }
    }
  };
  for (unsigned seed = 0; seed < 400; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      std::mt19937 random(seed);
      lobby l;
      std::map<std::string, std::set<std::uint32_t>> devices; // the model
      std::map<std::string, std::int64_t> grace;
      client early;
      early.start(l.join("watcher", 99), 0);
      client late;
      for (int step = 0; step < 60; ++step) {
        const std::string user(1, static_cast<char>('a' + random() % 5));
        const auto slot = 1 + random() % 2;
        const bool is_here = devices[user].contains(slot);
        if (!is_here) {
          const auto reply = l.join(user, slot);
          devices[user].insert(slot);
          grace.erase(user);
          late = {};
          late.start(reply, l.events.size());
        } else {
          const bool for_good = random() % 2 == 0;
          l.leave(user, for_good, slot);
          devices[user].erase(slot);
          if (devices[user].empty() && !for_good) grace[user] = l.now + 5'000;
        }
        l.pass(random() % 4 == 0 ? random() % 7'000 : random() % 300);
        std::size_t online = 1;
        for (const auto& [who, slots] : devices)
          if (!slots.empty() || (grace.contains(who) && grace[who] > l.now)) ++online;
        BOOST_REQUIRE_EQUAL(number_of(l.command("watcher", "presence.list"), "online"), online);
      }
      l.pass(20'000);
      early.follow(l.events);
      late.follow(l.events);
      std::set<std::string> here{"watcher"};
      for (const auto& [who, slots] : devices)
        if (!slots.empty()) here.insert(who);
      for (const auto& c : {early, late}) {
        BOOST_CHECK_EQUAL(c.online, here.size());
        BOOST_CHECK_EQUAL(c.counting, here.size() > 3);
        if (!c.counting) BOOST_CHECK(c.users == here);
      }
      for (const auto& [who, slots] : devices)
        for (const auto slot : slots)
          l.leave(who, true, slot);
      l.leave("watcher", true, 99);
      l.pass(2'000);
      BOOST_CHECK(!l.view.wake_at());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(typing)

BOOST_AUTO_TEST_CASE(several_typists_are_one_event) {
  lobby l;
  (void)l.command("ada", "typing.start");
  l.pass(100);
  (void)l.command("bob", "typing.start");
  l.pass(150);
  BOOST_REQUIRE_EQUAL(l.events.size(), 1u);
  BOOST_CHECK_EQUAL(l.events[0].name, "typing.changed");
  BOOST_TEST(users_in(field_of(l.events[0].data, "users")) == (list{"ada", "bob"}), each);
}

BOOST_AUTO_TEST_CASE(a_typist_who_says_nothing_more_stops) {
  lobby l;
  (void)l.command("ada", "typing.start");
  l.pass(4'000);
  (void)l.command("ada", "typing.start");
  const auto last = l.now;
  l.pass(60'000);
  BOOST_REQUIRE_EQUAL(l.events.size(), 2u);
  BOOST_CHECK_EQUAL(l.events[1].at, last + 6'000);
  BOOST_CHECK(users_in(field_of(l.events[1].data, "users")).empty());
  BOOST_CHECK(!l.view.wake_at());
}

BOOST_AUTO_TEST_CASE(sending_stops_typing) {
  lobby l;
  (void)l.command("ada", "typing.start");
  l.pass(1'000);
  model::record sent;
  sent.name = "message.sent";
  sent.user = "ada";
  l.view.seen(sent);
  l.pass(250);
  BOOST_REQUIRE_EQUAL(l.events.size(), 2u);
  BOOST_CHECK(users_in(field_of(l.events[1].data, "users")).empty());
}

BOOST_AUTO_TEST_CASE(leaving_stops_typing_with_the_last_device) {
  lobby l;
  (void)l.join("ada", 1);
  (void)l.join("ada", 2);
  (void)l.command("ada", "typing.start");
  l.pass(300);
  l.events.clear();
  l.leave("ada", false, 1);
  l.pass(300);
  BOOST_CHECK(l.events.empty());
  l.leave("ada", false, 2);
  l.pass(300);
  BOOST_TEST(l.names() == (list{"typing.changed"}), each);
}

BOOST_AUTO_TEST_CASE(what_began_and_ended_unseen_is_not_told) {
  lobby l;
  (void)l.command("ada", "typing.start");
  (void)l.command("ada", "typing.stop");
  l.pass(10'000);
  BOOST_CHECK(l.events.empty());
}

BOOST_AUTO_TEST_CASE(a_late_comer_starts_from_what_the_others_know) {
  lobby l;
  (void)l.command("ada", "typing.start");
  l.pass(300);
  (void)l.command("bob", "typing.start");
  const auto reply = l.join("eve");
  BOOST_TEST(users_in(field_of(reply, "typing")) == (list{"ada"}), each);
  (void)l.command("bob", "typing.stop");
  l.pass(300); // nothing to tell: everybody's list is {ada}
  BOOST_CHECK_EQUAL(
      std::count_if(l.events.begin(), l.events.end(), [](auto& e) { return e.name == "typing.changed"; }), 1);
}

BOOST_AUTO_TEST_CASE(typists_are_bounded) {
  lobby l;
  for (std::size_t i = 0; i < typists::most + 10; ++i)
    (void)l.command("u" + std::to_string(i), "typing.start");
  l.pass(250);
  BOOST_CHECK_EQUAL(field_of(l.events.at(0).data, "users").size(), typists::most);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(status_of_users)

namespace {

list statuses_told(const lobby& l) {
  list all;
  for (const auto& e : l.events) {
    if (e.name != "presence.changed") continue;
    const auto users = field_of(e.data, "users");
    for (std::size_t i = 0; i < users.size(); ++i)
      all.push_back(std::string(*users.at(i).find("user").text()) + " " +
                    std::string(*users.at(i).find("status").text()));
  }
  return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(who_does_nothing_is_idle_then_away_and_back_with_the_next_thing_they_do) {
  lobby l;
  (void)l.join("ada");
  (void)l.join("bob");
  l.pass(119'000);
  (void)l.command("bob", "typing.stop");
  l.pass(1'250);
  BOOST_TEST(statuses_told(l) == (list{"ada idle"}), each);
  l.pass(480'000);
  BOOST_TEST(statuses_told(l) == (list{"ada idle", "bob idle", "ada away"}), each);
  (void)l.command("ada", "typing.stop");
  l.pass(250);
  BOOST_CHECK_EQUAL(statuses_told(l).back(), "ada online");
  BOOST_CHECK_EQUAL(l.status_of("ada"), "online");
}

BOOST_AUTO_TEST_CASE(a_durable_command_is_a_sign_of_life_too) {
  lobby l;
  (void)l.join("ada");
  l.pass(130'000);
  model::record sent;
  sent.name = "message.sent";
  sent.offset = 1;
  sent.user = "ada";
  l.view.seen(sent);
  l.pass(300);
  BOOST_TEST(statuses_told(l) == (list{"ada idle", "ada online"}), each);
}

BOOST_AUTO_TEST_CASE(who_says_to_be_away_is_until_one_of_their_sessions_does_something) {
  lobby l;
  (void)l.join("ada", 1);
  (void)l.join("ada", 2);
  (void)l.command("ada", "presence.update", texts({{"status", "away"}}));
  l.pass(300);
  BOOST_TEST(statuses_told(l).empty()); // the other one is still there
  l.leave("ada", true, 2);
  l.pass(300);
  BOOST_TEST(statuses_told(l) == (list{"ada away"}), each);
  (void)l.command("ada", "presence.update", texts({{"status", "online"}}));
  l.pass(300);
  BOOST_TEST(statuses_told(l) == (list{"ada away", "ada online"}), each);
}

BOOST_AUTO_TEST_CASE(what_changed_back_before_it_was_told_is_not_told) {
  lobby l;
  (void)l.join("ada");
  (void)l.command("ada", "presence.update", texts({{"status", "away"}}));
  (void)l.command("ada", "presence.update", texts({{"status", "online"}}));
  l.pass(1'000);
  BOOST_TEST(statuses_told(l).empty());
}

BOOST_AUTO_TEST_CASE(a_late_comer_sees_statuses_and_colours_in_the_list) {
  lobby l;
  (void)l.join("ada");
  l.pass(130'000);
  const auto reply = l.join("bob");
  const auto ada = field_of(reply, "present").at(0);
  BOOST_CHECK_EQUAL(*ada.find("status").text(), "idle");
  BOOST_CHECK_EQUAL(ada.find("color").text()->size(), 7u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(colours_of_users)

BOOST_AUTO_TEST_CASE(while_there_are_colours_no_two_have_the_same) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    colours c;
    std::map<std::string, std::uint8_t> here;
    for (int step = 0; step < 300; ++step) {
      const auto user = "user" + std::to_string(random() % 60);
      if (here.contains(user)) {
        c.release(user, here[user]);
        here.erase(user);
      } else if (here.size() < colours::palette.size()) {
        const auto number = c.take(user);
        for (const auto& [other, theirs] : here)
          BOOST_REQUIRE_NE(theirs, number);
        here[user] = number;
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(who_comes_back_has_the_colour_they_had) {
  colours c;
  std::map<std::string, std::uint8_t> first;
  for (int i = 0; i < 20; ++i)
    first["u" + std::to_string(i)] = c.take("u" + std::to_string(i));
  for (const auto& [user, number] : first)
    c.release(user, number);
  (void)c.take("somebody new");
  for (auto each = first.rbegin(); each != first.rend(); ++each)
    BOOST_CHECK_EQUAL(c.take(each->first), each->second);
}

BOOST_AUTO_TEST_CASE(above_the_palette_colours_are_shared_and_below_it_no_longer) {
  colours c;
  std::vector<std::uint8_t> taken;
  for (int i = 0; i < 60; ++i)
    taken.push_back(c.take("u" + std::to_string(i)));
  for (const auto number : taken)
    BOOST_CHECK_LT(number, colours::palette.size());
  for (std::size_t i = 0; i < 59; ++i)
    c.release("u" + std::to_string(i), taken[i]);
  std::set<std::uint8_t> different{taken.back()};
  for (std::size_t i = 1; i < colours::palette.size(); ++i)
    different.insert(c.take("n" + std::to_string(i)));
  BOOST_CHECK_EQUAL(different.size(), colours::palette.size());
}

BOOST_AUTO_TEST_CASE(rows_bring_colours_back_the_one_seen_last_first) {
  colours c;
  c.remember("old", 7, 100);
  c.remember("new", 7, 200);
  c.remember("older", 7, 50);
  c.remember("damaged", 200, 300);
  BOOST_CHECK_EQUAL(c.take("new"), 7);
  BOOST_CHECK_NE(c.take("old"), 7);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(what_sessions_show)

namespace {

std::string cursor(std::uint64_t at) { return model::packer().map(1).text("cursor").uint(at).str(); }

std::vector<std::uint64_t> cursors_told(const lobby& l) {
  std::vector<std::uint64_t> all;
  for (const auto& e : l.events)
    if (e.name == "presence.updated") all.push_back(field_of(e.data, "cursor").uint().value_or(0));
  return all;
}

using numbers = std::vector<std::uint64_t>;

} // namespace

BOOST_AUTO_TEST_CASE(the_first_move_is_told_at_once_and_then_the_newest_every_fifty_ms) {
  lobby l;
  (void)l.join("ada");
  for (std::uint64_t i = 1; i <= 20; ++i) {
    (void)l.command("ada", "presence.update", cursor(i));
    l.pass(10);
  }
  l.pass(1'000);
  BOOST_TEST(cursors_told(l) == (numbers{1, 5, 10, 15, 20}), each);
}

BOOST_AUTO_TEST_CASE(an_event_has_all_that_the_session_shows) {
  lobby l;
  (void)l.join("ada");
  (void)l.command("ada", "presence.update", texts({{"looking_at", "card.7"}}));
  l.pass(100);
  (void)l.command("ada", "presence.update", cursor(3));
  l.pass(100);
  const auto& data = l.events.back().data;
  BOOST_CHECK_EQUAL(*field_of(data, "user").text(), "ada");
  BOOST_CHECK_EQUAL(*field_of(data, "looking_at").text(), "card.7");
  BOOST_CHECK_EQUAL(number_of(data, "cursor"), 3u);
  (void)l.command("ada", "presence.update", model::packer().map(1).text("looking_at").nil().str());
  l.pass(100);
  BOOST_CHECK(!field_of(l.events.back().data, "looking_at").present());
}

BOOST_AUTO_TEST_CASE(a_session_that_goes_takes_its_cursor_along_at_once) {
  lobby l;
  (void)l.join("ada");
  (void)l.join("bob");
  (void)l.command("ada", "presence.update", cursor(3));
  l.pass(1'000);
  l.leave("ada", false);
  l.pass(0);
  BOOST_CHECK_EQUAL(l.events.back().name, "presence.updated");
  BOOST_CHECK(!field_of(l.events.back().data, "cursor").present());
  const auto reply = l.join("eve");
  BOOST_CHECK(!field_of(reply, "showing").present());
}

BOOST_AUTO_TEST_CASE(a_late_comer_gets_what_is_shown_and_a_page_of_the_list_too) {
  lobby l;
  (void)l.join("ada");
  (void)l.command("ada", "presence.update", cursor(3));
  const auto reply = l.join("bob");
  const auto shown = field_of(reply, "showing");
  BOOST_REQUIRE_EQUAL(shown.size(), 1u);
  BOOST_CHECK_EQUAL(*shown.at(0).find("cursor").uint(), 3u);
  const auto page = l.command("bob", "presence.list");
  BOOST_CHECK_EQUAL(field_of(page, "showing").size(), 1u);
}

BOOST_AUTO_TEST_CASE(where_many_are_it_is_told_no_more_until_few_are_left) {
  lobby l;
  for (const auto* user : {"ada", "bob", "carl", "dora"})
    (void)l.join(user);
  (void)l.command("ada", "presence.update", cursor(3));
  l.pass(1'000);
  BOOST_TEST(cursors_told(l).empty());
  BOOST_CHECK_EQUAL(field_of(l.command("bob", "presence.list"), "showing").size(), 1u);
  l.leave("dora", true);
  l.pass(1'000);
  BOOST_TEST(cursors_told(l) == (numbers{3}), each);
}

BOOST_AUTO_TEST_CASE(too_much_is_refused_and_what_was_shown_stays) {
  lobby l;
  (void)l.join("ada");
  (void)l.command("ada", "presence.update", cursor(3));
  showings s({50, 100});
  const occupant ada{{0, 0, 1, 1, 0}, somebody("ada"), {model::role::editor, false}};
  BOOST_CHECK(!s.show(ada, cursor(1), 1));
  const auto refused = s.show(ada, texts({{"fields", std::string(100, 'x')}}), 1);
  BOOST_REQUIRE(refused);
  BOOST_CHECK(refused->code == model::error_code::too_large);
  BOOST_CHECK_EQUAL(s.bytes(), 1u);
}

BOOST_AUTO_TEST_CASE(a_newer_one_takes_the_place_of_one_that_waits_and_is_not_sent_back) {
  showings s({50, 100});
  const occupant one{{0, 0, 1, 1, 0}, somebody("ada"), {model::role::editor, false}};
  const occupant two{{0, 0, 2, 1, 0}, somebody("bob"), {model::role::editor, false}};
  effects out;
  std::int64_t now = 0;
  for (const auto* who : {&one, &one, &two}) {
    now += 100;
    BOOST_CHECK(!s.show(*who, cursor(static_cast<std::uint64_t>(now)), now));
    s.tick(now, out);
  }
  BOOST_REQUIRE_EQUAL(out.events.size(), 3u);
  BOOST_CHECK(out.events[0].except.same_peer(one.address));
  BOOST_CHECK_EQUAL(out.events[0].conflation_key, out.events[1].conflation_key);
  BOOST_CHECK_NE(out.events[0].conflation_key, out.events[2].conflation_key);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(who_was_seen_when)

BOOST_AUTO_TEST_CASE(members_are_written_some_time_later_and_at_once_when_nobody_is_left) {
  lobby l;
  l.kind.last_seen_ms = 60'000;
  presence_view fresh(l.kind, model::key::make(1, 1));
  l.view = std::move(fresh);
  (void)l.join("ada");
  (void)l.join("bob", 2);
  l.pass(59'999);
  BOOST_CHECK(l.durable.empty());
  (void)l.command("ada", "typing.stop");
  l.pass(1);
  BOOST_REQUIRE_EQUAL(l.durable.size(), 1u);
  const auto users = field_of(l.durable[0].data, "users");
  BOOST_REQUIRE_EQUAL(users.size(), 2u);
  BOOST_CHECK_EQUAL(*users.at(0).find("ago").uint(), 1u);
  BOOST_CHECK_EQUAL(*users.at(1).find("ago").uint(), 60'000u);
  l.pass(200'000);
  BOOST_CHECK_EQUAL(l.durable.size(), 1u); // nobody did anything
  l.leave("ada", true);
  l.leave("bob", true, 2);
  l.pass(1);
  BOOST_CHECK_EQUAL(l.durable.size(), 2u);
}

BOOST_AUTO_TEST_CASE(visitors_leave_nothing_behind_unless_they_became_members_meanwhile) {
  lobby l;
  l.visitors = {"ada", "bob"};
  (void)l.join("ada");
  (void)l.join("bob", 2);
  (void)l.command("ada", "typing.stop");
  BOOST_CHECK(!l.view.wake_at() || l.view.wake_at() < l.now + 1'000); // only of who came
  l.visitors.erase("bob");
  l.leave("ada", true);
  l.leave("bob", true, 2);
  l.pass(1);
  BOOST_REQUIRE_EQUAL(l.durable.size(), 1u);
  const auto users = field_of(l.durable[0].data, "users");
  BOOST_REQUIRE_EQUAL(users.size(), 1u);
  BOOST_CHECK_EQUAL(*users.at(0).find("user").text(), "bob");
}

BOOST_AUTO_TEST_CASE(many_are_several_commands) {
  last_seen s(1'000);
  for (int i = 0; i < 130; ++i)
    s.saw("u" + std::to_string(i), 1, 0, 1);
  effects out;
  s.tick(1'001, out);
  BOOST_CHECK_EQUAL(out.durable.size(), 3u);
  BOOST_CHECK(!s.wake_at());
}

BOOST_AUTO_TEST_CASE(only_the_server_writes_it_and_only_of_members) {
  test_room t;
  t.stand("open", "ada", model::role::editor);
  model::packer p;
  p.map(1).text("users").array(2);
  for (const auto* user : {"ada", "visitor"})
    p.map(3).text("user").text(user).text("ago").uint(500).text("color").uint(3);
  BOOST_CHECK(!t.execute("open", command_of("presence.keep", somebody("ada"), p.str())).reply);
  const auto kept = t.execute("open", command_of("presence.keep", model::server_identity(), p.str()));
  BOOST_REQUIRE(kept.reply);
  BOOST_REQUIRE_EQUAL(kept.records.size(), 1u);
  BOOST_CHECK(!kept.records[0].told());
  const auto reply = t.read("open", command_of("presence.last_seen", somebody("bob")));
  BOOST_REQUIRE(reply);
  const auto users = field_of(*reply, "users");
  BOOST_REQUIRE_EQUAL(users.size(), 1u);
  BOOST_CHECK_EQUAL(*users.at(0).find("at").integer(), t.wall - 500);
  BOOST_CHECK_EQUAL(*users.at(0).find("color").text(), colours::palette[3]);
  t.stand("open", "boss", model::role::owner);
  BOOST_REQUIRE(
      t.execute("open", command_of("member.kick", somebody("boss"), texts({{"user", "ada"}}))).reply);
  const auto gone = t.read("open", command_of("presence.last_seen", somebody("bob")));
  BOOST_CHECK_EQUAL(field_of(*gone, "users").size(), 0u);
}

BOOST_AUTO_TEST_CASE(statistics_count_what_is_here) {
  lobby l;
  (void)l.join("ada", 1);
  (void)l.join("ada", 2);
  (void)l.join("bob", 3);
  l.leave("bob", true, 3);
  (void)l.command("ada", "presence.update", model::packer().map(1).text("cursor").uint(1).str());
  (void)l.command("ada", "typing.start", texts({{"where", "card.7"}}));
  const auto stats = l.command("ada", "presence.stats");
  BOOST_CHECK_EQUAL(number_of(stats, "users"), 1u);
  BOOST_CHECK_EQUAL(number_of(stats, "sessions"), 2u);
  BOOST_CHECK_EQUAL(number_of(stats, "online"), 1u);
  BOOST_CHECK_EQUAL(number_of(stats, "typing"), 1u);
  BOOST_CHECK_EQUAL(number_of(stats, "showing"), 1u);
  BOOST_CHECK_EQUAL(number_of(stats, "peak"), 2u);
  BOOST_CHECK_EQUAL(number_of(stats, "joins"), 3u);
  l.pass(250);
  const auto typing = std::ranges::find(l.events, "typing.changed", &lobby::told::name);
  BOOST_REQUIRE(typing != l.events.end());
  BOOST_CHECK_EQUAL(*field_of(typing->data, "users").at(0).find("where").text(), "card.7");
}

BOOST_FIXTURE_TEST_CASE(what_another_view_found_out_is_shown_until_the_session_speaks_for_itself, lobby) {
  (void)join("ada");
  pass(1'000);
  events.clear();
  const auto found = [&](const std::string& data) {
    effects out;
    view.shown(occupant_of("ada", 1), {{}, data, false}, now, out);
    pass(100);
  };
  found(texts({{"looking_at", "notes"}, {"cursor", "here"}, {"fields", std::string(2'000, 'x')}}));
  BOOST_REQUIRE((names() == std::vector<std::string>{"presence.updated"}));
  BOOST_TEST((field_of(events[0].data, "looking_at").text() == "notes"));
  BOOST_TEST((field_of(events[0].data, "cursor").text() == "here"));
  BOOST_TEST(!field_of(events[0].data, "fields").present(), "that is too much");
  found("");
  BOOST_REQUIRE(events.size() == 2u);
  BOOST_TEST(!field_of(events[1].data, "looking_at").present());
  command("ada", "presence.update", texts({{"looking_at", "elsewhere"}}));
  pass(100);
  found(texts({{"looking_at", "notes"}}));
  BOOST_REQUIRE(events.size() == 3u);
  BOOST_TEST((field_of(events[2].data, "looking_at").text() == "elsewhere"));
}

BOOST_FIXTURE_TEST_CASE(other_views_hear_what_sessions_say_they_show, lobby) {
  (void)join("ada");
  command("ada", "presence.update", texts({{"looking_at", "notes"}}));
  effects out;
  view.tick(now += 100, out);
  BOOST_REQUIRE(out.shows.size() == 1u);
  BOOST_TEST(out.shows[0].said);
  BOOST_TEST((field_of(out.shows[0].data, "looking_at").text() == "notes"));
  BOOST_TEST((field_of(out.shows[0].data, "color").text().value_or("").size() == 7u));
}

BOOST_AUTO_TEST_SUITE_END()
