#include "actors/facets/hook_rows.hpp"
#include "actors/facets/hooks.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::facets;
using model::table;

namespace {

model::kind hooked_kind() {
  model::kind kind;
  kind.name = "open";
  kind.hooks = {"message.sent", "task_*"};
  return kind;
}

struct hooked {
  test_room t{hooked_kind()};

  verdict publish(std::string_view event, std::string id = {}) {
    model::packer p;
    p.map(3).text("event").text(event).text("durable").boolean(true).text("data").map(1).text("n").uint(7);
    return t.execute("open",
                     command_of("publish", somebody("ada", "Ada"), std::move(p).str(), std::move(id)));
  }
  std::vector<std::pair<std::uint64_t, hook_row>> rows(table which) {
    std::vector<std::pair<std::uint64_t, hook_row>> out;
    t.rows.scan(hook_key(which, 0), model::row_key::end_of(hook_owner(), which), model::row_source::order::up,
                [&](std::string_view key, std::string_view value) {
                  out.emplace_back(read_hook_key(key).value(), decode_hook(value).value());
                  return true;
                });
    return out;
  }
  void settle(const settlement& what) {
    BOOST_TEST(bool(t.execute("", command_of("hook.settle", model::server_identity(), encode(what))).reply));
  }
  model::identity_ptr admin() {
    model::identity who;
    who.user = "root";
    who.admin = true;
    return std::make_shared<const model::identity>(std::move(who));
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(hooks_of_a_back_end)

BOOST_AUTO_TEST_CASE(events_are_chosen_by_name_or_beginning) {
  const std::vector<std::string> chosen{"message.sent", "task_*"};
  for (const auto* yes : {"message.sent", "task_created", "task_"})
    BOOST_TEST(is_hooked(chosen, yes), yes);
  for (const auto* no : {"message.edited", "message.sent2", "task", ""})
    BOOST_TEST(!is_hooked(chosen, no), no);
  BOOST_TEST(is_hooked({"*"}, "anything"));
  BOOST_TEST(!is_hooked({}, "anything"));
}

BOOST_FIXTURE_TEST_CASE(a_chosen_event_is_kept_in_the_transaction_that_makes_it_true, hooked) {
  (void)t.execute("open", command_of("message.send", somebody("ada"), message("hi")));
  const auto told = publish("task_created", "k1");
  (void)publish("other");
  const auto kept = rows(table::hook);
  BOOST_REQUIRE(kept.size() == 2u);
  BOOST_TEST(kept[0].second.event == "message.sent");
  const auto& row = kept[1].second;
  BOOST_TEST(row.event == "task_created");
  BOOST_TEST(row.room == "open");
  BOOST_TEST(row.kind == "open");
  BOOST_TEST(row.data == told.records[0].data);
  BOOST_TEST(row.offset == 2u);
  BOOST_TEST(row.epoch == test_room::epoch);
  BOOST_TEST(row.user == "ada");
  BOOST_TEST(row.name == "Ada");
  BOOST_TEST(row.at == told.records[0].at);
  BOOST_TEST(row.id == "k1");
  BOOST_TEST(kept[0].first < kept[1].first);
  (void)publish("task_created", "k1"); // a repeat says nothing anew
  BOOST_TEST(rows(table::hook).size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(in_rooms_of_other_kinds_nothing_is_kept, hooked) {
  model::kind plain;
  plain.name = "closed";
  t.kinds.add(plain);
  t.stand("closed", "ada", model::role::owner);
  BOOST_TEST(bool(t.execute("closed", command_of("message.send", somebody("ada"), message("hi"))).reply));
  BOOST_TEST(rows(table::hook).empty());
}

BOOST_FIXTURE_TEST_CASE(what_was_delivered_goes_and_what_was_given_up_is_kept_apart, hooked) {
  for (int i = 0; i < 3; ++i)
    (void)publish("task_created");
  const auto kept = rows(table::hook);
  settle({{kept[0].first}, {{kept[1].first, 16, "status 500"}}, {}, {}});
  BOOST_REQUIRE(rows(table::hook).size() == 1u);
  BOOST_TEST(rows(table::hook)[0].first == kept[2].first);
  auto dead = rows(table::hook_dead);
  BOOST_REQUIRE(dead.size() == 1u);
  BOOST_TEST(dead[0].first == kept[1].first);
  BOOST_TEST(dead[0].second.attempts == 16u);
  BOOST_TEST(dead[0].second.why == "status 500");
  settle({{kept[0].first}, {{kept[1].first, 16, "status 500"}}, {}, {}}); // said twice
  BOOST_TEST(rows(table::hook_dead).size() == 1u);
  settle({{}, {}, {kept[1].first}, {}});
  BOOST_TEST(rows(table::hook_dead).empty());
  BOOST_REQUIRE(rows(table::hook).size() == 2u);
  BOOST_TEST((rows(table::hook)[0].second == kept[1].second)); // as it was, under its old number
  settle({{}, {{kept[2].first, 1, "no"}}, {}, {}});
  settle({{}, {}, {}, {kept[2].first, 4'711}});
  BOOST_TEST(rows(table::hook_dead).empty());
}

BOOST_FIXTURE_TEST_CASE(administrators_look_at_it_page_by_page_and_others_do_not, hooked) {
  for (int i = 0; i < 5; ++i)
    (void)publish("task_created");
  settlement what;
  for (const auto& [number, row] : rows(table::hook))
    what.dead.push_back({number, 2, "status 500"});
  const auto last = what.dead.back().number;
  what.dead.pop_back();
  settle(what);
  const auto page = [&](std::uint64_t after, std::string_view state) {
    model::packer p;
    p.map(3).text("state").text(state).text("after").uint(after).text("limit").uint(3);
    return *t.read("", command_of("hook.list", admin(), std::move(p).str()));
  };
  const auto first = page(0, "dead");
  BOOST_TEST(field_of(first, "events").size() == 3u);
  BOOST_TEST(field_of(first, "more").boolean().value());
  BOOST_TEST(field_of(first, "events").at(0).find("why").text().value_or("") == "status 500");
  BOOST_TEST(field_of(first, "events").at(0).find("data").find("n").uint().value_or(0) == 7u);
  const auto second = page(field_of(first, "events").at(2).find("number").uint().value(), "dead");
  BOOST_TEST(field_of(second, "events").size() == 1u);
  BOOST_TEST(!field_of(second, "more").boolean().value());
  BOOST_TEST(field_of(page(0, "waiting"), "events").at(0).find("number").uint().value_or(0) == last);
  BOOST_TEST(
      (t.read("", command_of("hook.list", somebody("eve"))).error().code == model::error_code::forbidden));
  BOOST_TEST(field_of(page(last, "dead"), "events").size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(only_the_server_itself_settles_and_queues, hooked) {
  for (const auto& who : {somebody("eve"), admin()}) {
    const auto v = t.execute("", command_of("hook.settle", who, encode(settlement{{1}, {}, {}, {}})));
    BOOST_TEST((v.reply.error().code == model::error_code::forbidden));
  }
}

BOOST_AUTO_TEST_SUITE_END()
