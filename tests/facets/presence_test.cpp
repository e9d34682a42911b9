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
  presence_view view{kind};
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
    take(out);
    BOOST_REQUIRE(reply);
    return *reply;
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& e : events)
      all.push_back(e.name);
    return all;
  }

private:
  static occupant occupant_of(const std::string& user, std::uint32_t slot) {
    return {{0, 0, slot, 1, 0}, somebody(user), {model::role::editor, false}};
  }
  void take(effects& out) {
    for (auto& e : out.events)
      events.push_back({now, e.name, e.data});
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
