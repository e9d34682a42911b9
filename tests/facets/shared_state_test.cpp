#include "actors/facets/state_rows.hpp"
#include "actors/facets/value_merge.hpp"
#include "tests/facets/state_bench.hpp"
#include <boost/test/unit_test.hpp>
#include <random>

using namespace snug;
using namespace snug::facets;
using model::error_code;

namespace {

using map = std::map<std::string, std::string>;

error_code code_of(const verdict& v) { return v.reply ? error_code{} : v.reply.error().code; }

std::string text_at(const model::value& map, std::string_view key) {
  return std::string(map.find(key).text().value_or("nothing"));
}

const std::string one = packed_number(1), two = packed_number(2), three = packed_number(3);

} // namespace

namespace boost::test_tools::tt_detail {
template <> struct print_log_value<error_code> {
  void operator()(std::ostream& out, error_code c) const { out << static_cast<int>(c); }
};
} // namespace boost::test_tools::tt_detail

BOOST_AUTO_TEST_SUITE(changing_the_state)

BOOST_AUTO_TEST_CASE(a_value_is_there_for_others_with_its_version_author_and_time) {
  state_bench s;
  BOOST_CHECK_EQUAL(s.set("a", one), 1u);
  BOOST_CHECK_EQUAL(s.set("b", two, "bob"), 2u);
  const auto reply = s.ask("state.get");
  BOOST_CHECK_EQUAL(number_of(reply, "version"), 2u);
  const auto entries = field_of(reply, "entries");
  BOOST_REQUIRE_EQUAL(entries.size(), 2u);
  BOOST_CHECK_EQUAL(text_at(entries.at(1), "key"), "b");
  BOOST_CHECK_EQUAL(entries.at(1).find("value").raw(), two);
  BOOST_CHECK_EQUAL(*entries.at(1).find("version").uint(), 2u);
  BOOST_CHECK_EQUAL(text_at(entries.at(1), "user"), "bob");
  BOOST_CHECK_EQUAL(text_at(entries.at(1), "name"), "Name of bob");
  BOOST_CHECK_EQUAL(*entries.at(1).find("at").integer(), s.t.wall);
}

BOOST_AUTO_TEST_CASE(members_are_told_what_changed_and_what_was_there) {
  state_bench s;
  s.set("a", one);
  const auto v = s.say("state.set", {{"key", packed_text("a")}, {"value", two}});
  BOOST_REQUIRE_EQUAL(v.records.size(), 1u);
  BOOST_CHECK_EQUAL(v.records[0].name, "state.changed");
  BOOST_CHECK_EQUAL(v.records[0].offset, 2u);
  const auto& data = v.records[0].data;
  BOOST_CHECK_EQUAL(number_of(data, "version"), 2u);
  const auto change = field_of(data, "changes").at(0);
  BOOST_CHECK_EQUAL(text_at(change, "key"), "a");
  BOOST_CHECK_EQUAL(change.find("value").raw(), two);
  BOOST_CHECK_EQUAL(*change.find("was").uint(), 1u);
  BOOST_CHECK_EQUAL(change.find("old").raw(), one);
  BOOST_CHECK(!field_of(data, "made_at").present());
  BOOST_CHECK_EQUAL(number_of(*v.reply, "version"), 2u);
  BOOST_CHECK_EQUAL(number_of(*v.reply, "offset"), 2u);
}

BOOST_AUTO_TEST_CASE(a_long_old_value_is_left_to_the_history) {
  state_bench s;
  const auto lengthy = packed_text(std::string(2'000, 'x'));
  s.set("a", lengthy);
  const auto v = s.say("state.set", {{"key", packed_text("a")}, {"value", two}});
  BOOST_CHECK(!field_of(v.records.at(0).data, "changes").at(0).find("old").present());
  const auto history = s.ask("state.history", {{"key", packed_text("a")}});
  BOOST_CHECK_EQUAL(field_of(history, "changes").at(0).find("old").raw(), lengthy);
}

BOOST_AUTO_TEST_CASE(several_keys_are_one_version_and_nil_erases) {
  state_bench s;
  s.set("gone", one);
  const auto v = s.say("state.set", {{"values", packed_map({{"a", one}, {"gone", ""}, {"b", two}})}});
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(number_of(*v.reply, "version"), 2u);
  BOOST_CHECK(s.all() == (map{{"a", one}, {"b", two}}));
}

BOOST_AUTO_TEST_CASE(one_key_that_does_not_fit_and_none_is_changed) {
  state_bench s([](auto& k) { k.max_state_value = 10; });
  const auto before = s.t.rows.all();
  const auto v =
      s.say("state.set", {{"values", packed_map({{"a", one}, {"b", packed_text("longer than ten")}})}});
  BOOST_CHECK_EQUAL(code_of(v), error_code::too_large);
  BOOST_CHECK(s.t.rows.all() == before);
}

BOOST_AUTO_TEST_CASE(a_base_version_that_is_over_is_a_conflict_with_the_current_value) {
  state_bench s;
  s.set("a", one, "ada");
  s.set("a", two, "bob");
  const auto v =
      s.say("state.set", {{"key", packed_text("a")}, {"value", three}, {"base_version", packed_number(1)}});
  BOOST_REQUIRE_EQUAL(code_of(v), error_code::conflict);
  BOOST_CHECK_EQUAL(v.reply.error().field, "base_version");
  const model::value current(v.reply.error().current);
  BOOST_CHECK_EQUAL(current.find("value").raw(), two);
  BOOST_CHECK_EQUAL(*current.find("version").uint(), 2u);
  BOOST_CHECK_EQUAL(text_at(current, "user"), "bob");
  BOOST_CHECK(
      s.say("state.set", {{"key", packed_text("a")}, {"value", three}, {"base_version", packed_number(2)}})
          .reply);
  // A client that has seen the whole state as of a version means any key that changed after it.
  s.set("b", one);
  BOOST_CHECK_EQUAL(code_of(s.say("state.set", {{"values", packed_map({{"a", one}, {"b", two}})},
                                                {"base_version", packed_number(3)}})),
                    error_code::conflict);
  BOOST_CHECK_EQUAL(code_of(s.say("state.erase", {{"key", packed_text("b")}, {"base_version", one}})),
                    error_code::conflict);
}

BOOST_AUTO_TEST_CASE(a_base_version_of_zero_means_that_nothing_is_there) {
  state_bench s;
  const auto create = [&] {
    return code_of(
        s.say("state.set", {{"key", packed_text("a")}, {"value", one}, {"base_version", packed_number(0)}}));
  };
  BOOST_CHECK_EQUAL(create(), error_code{});
  BOOST_CHECK_EQUAL(create(), error_code::conflict);
  s.erase("a");
  BOOST_CHECK_EQUAL(create(), error_code{});
}

BOOST_AUTO_TEST_CASE(erasing_what_is_not_there_changes_nothing) {
  state_bench s;
  s.set("a", one);
  const auto v = s.say("state.erase", {{"keys", model::packer().array(1).text("b").str()}});
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK(v.records.empty());
  BOOST_CHECK_EQUAL(number_of(*v.reply, "version"), 1u);
}

BOOST_AUTO_TEST_CASE(merging_changes_parts_of_maps) {
  state_bench s;
  s.set("card", packed_map({{"title", packed_text("Tea")}, {"done", one}, {"by", packed_map({{"x", one}})}}));
  const auto v =
      s.say("state.merge",
            {{"key", packed_text("card")},
             {"value", packed_map({{"done", ""}, {"by", packed_map({{"y", two}})}, {"new", three}})}});
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK(s.all() == (map{{"card", packed_map({{"title", packed_text("Tea")},
                                                   {"by", packed_map({{"x", one}, {"y", two}})},
                                                   {"new", three}})}}));
}

BOOST_AUTO_TEST_CASE(a_repeat_is_answered_with_the_first_reply_however_long) {
  state_bench s;
  s.set("a", packed_text(std::string(500, 'w')));
  const auto first = s.late("a", one, s.t.wall - 5, "ada", "id-1"); // its reply is too long to be kept
  BOOST_REQUIRE(first.reply);
  BOOST_REQUIRE_GT(first.reply->size(), 256u);
  s.set("a", two);
  const auto again = s.late("a", one, s.t.wall - 5, "ada", "id-1");
  BOOST_CHECK(again.repeat);
  BOOST_CHECK(again.records.empty());
  BOOST_CHECK(*again.reply == *first.reply);
}

BOOST_AUTO_TEST_CASE(what_is_asked_wrongly_is_refused_with_the_field) {
  state_bench s;
  const auto refused = [&](const state_bench::fields& data) {
    const auto v = s.say("state.set", data);
    return code_of(v) == error_code::bad_request ? v.reply.error().field : "not refused";
  };
  const auto many = [] {
    state_bench::fields all;
    for (int i = 0; i < 33; ++i)
      all.emplace_back("k" + std::to_string(i), one);
    return packed_map(all);
  };
  BOOST_CHECK_EQUAL(refused({}), "key");
  BOOST_CHECK_EQUAL(refused({{"key", packed_text("a")}}), "value");
  BOOST_CHECK_EQUAL(refused({{"key", packed_text("a")}, {"value", one}, {"values", packed_map({})}}), "key");
  BOOST_CHECK_EQUAL(refused({{"key", packed_text("a\nb")}, {"value", one}}), "key");
  BOOST_CHECK_EQUAL(refused({{"values", packed_map({{"", one}})}}), "key");
  BOOST_CHECK_EQUAL(refused({{"key", packed_text("a")}, {"value", std::string(25, '\x91') + '\x01'}}),
                    "value");
  BOOST_CHECK_EQUAL(refused({{"key", packed_text("a")}, {"value", std::string(24, '\x91') + '\x01'}}),
                    "not refused");
  BOOST_CHECK_EQUAL(code_of(s.say("state.set", {{"values", many()}})), error_code::too_large);
}

BOOST_AUTO_TEST_CASE(who_may_only_read_changes_nothing) {
  state_bench s;
  s.t.stand("open", "vera", model::role::viewer);
  for (const auto* verb : {"state.set", "state.merge"})
    BOOST_CHECK_EQUAL(code_of(s.say(verb, {{"key", packed_text("a")}, {"value", one}}, "vera")),
                      error_code::forbidden);
  BOOST_CHECK_EQUAL(code_of(s.say("state.erase", {{"key", packed_text("a")}}, "vera")),
                    error_code::forbidden);
  BOOST_CHECK_EQUAL(code_of(s.say("state.snapshot", {{"name", packed_text("x")}}, "vera")),
                    error_code::forbidden);
}

BOOST_AUTO_TEST_CASE(keys_and_bytes_of_a_room_are_bounded_and_erasing_makes_room) {
  state_bench s([](auto& k) {
    k.max_state_keys = 2;
    k.max_state_bytes = 20;
  });
  const auto try_to = [&](const std::string& key, const std::string& value) {
    return code_of(s.say("state.set", {{"key", packed_text(key)}, {"value", value}}));
  };
  s.set("a", one);
  s.set("b", one);
  BOOST_CHECK_EQUAL(try_to("c", one), error_code::too_large);
  BOOST_CHECK_EQUAL(try_to("a", packed_text("seventeen bytes..")), error_code::too_large);
  BOOST_CHECK_EQUAL(try_to("a", packed_text("sixteen bytes..")), error_code{}); // 1 + 16, and 2 of b
  s.erase("b");
  BOOST_CHECK_EQUAL(try_to("c", one), error_code{});
  BOOST_CHECK(s.all() == (map{{"a", packed_text("sixteen bytes..")}, {"c", one}}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(asking_for_the_state)

BOOST_AUTO_TEST_CASE(by_key_by_prefix_and_in_pages) {
  state_bench s;
  for (const auto* key : {"a", "card.1", "card.2", "card.3", "card.4", "cards", "z"})
    s.set(key, packed_text(key));
  BOOST_CHECK_EQUAL(s.all().size(), 7u);
  BOOST_CHECK_EQUAL(s.all({{"prefix", packed_text("card.")}}).size(), 4u);
  BOOST_CHECK(s.all({{"key", packed_text("z")}}) == (map{{"z", packed_text("z")}}));
  BOOST_CHECK(s.all({{"key", packed_text("card")}}).empty());
}

BOOST_AUTO_TEST_CASE(large_values_make_short_pages) {
  state_bench s;
  for (int i = 0; i < 10; ++i)
    s.set("k" + std::to_string(i), packed_text(std::string(15'000, 'x')));
  const auto reply = s.ask("state.get");
  BOOST_CHECK_LT(reply.size(), 80'000u);
  BOOST_CHECK(*field_of(reply, "more").boolean());
  BOOST_CHECK_EQUAL(s.all().size(), 10u);
}

BOOST_AUTO_TEST_CASE(what_changed_since_a_version_includes_what_was_erased) {
  state_bench s;
  s.set("a", one);
  s.set("b", one);
  const auto seen = s.set("c", one);
  s.set("b", two);
  s.erase("c");
  const auto reply = s.ask("state.get", {{"since", packed_number(seen)}});
  const auto entries = field_of(reply, "entries");
  BOOST_REQUIRE_EQUAL(entries.size(), 2u);
  BOOST_CHECK_EQUAL(text_at(entries.at(0), "key"), "b");
  BOOST_CHECK_EQUAL(text_at(entries.at(1), "key"), "c");
  BOOST_CHECK(!entries.at(1).find("value").present());
  BOOST_CHECK(!field_of(reply, "full").present());
}

BOOST_AUTO_TEST_CASE(whoever_is_too_far_behind_gets_all_there_is) {
  state_bench s([](auto& k) { k.state_history = 4; });
  s.set("gone", one);
  const auto seen = s.erase("gone");
  for (int i = 0; i < 10; ++i)
    s.set("a", packed_number(static_cast<std::uint64_t>(i)));
  const auto reply = s.ask("state.get", {{"since", packed_number(seen)}});
  BOOST_CHECK(*field_of(reply, "full").boolean());
  BOOST_REQUIRE_EQUAL(field_of(reply, "entries").size(), 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(edits_made_offline)

BOOST_AUTO_TEST_CASE(the_later_edit_wins_and_the_loser_is_kept_and_reported) {
  state_bench s;
  s.t.wall += 1'000;
  s.set("a", two, "bob");
  const auto v = s.late("a", one, s.t.wall - 10, "ada", "queued-1");
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK(s.all() == (map{{"a", two}}));
  const auto lost = field_of(*v.reply, "lost").at(0);
  BOOST_CHECK_EQUAL(text_at(lost, "key"), "a");
  BOOST_CHECK_EQUAL(lost.find("value").raw(), one);
  BOOST_CHECK_EQUAL(*lost.find("winner").find("version").uint(), 1u);
  BOOST_CHECK_EQUAL(lost.find("winner").find("value").raw(), two);
  BOOST_CHECK_EQUAL(text_at(lost.find("winner"), "user"), "bob");
  // A durable event says so too: the author's other devices hear of it, now or later.
  BOOST_CHECK_EQUAL(v.records.at(0).id, "queued-1");
  BOOST_CHECK_EQUAL(field_of(v.records[0].data, "lost").size(), 1u);

  const auto history = s.ask("state.history", {{"key", packed_text("a")}});
  const auto entry = field_of(history, "changes").at(0);
  BOOST_CHECK(*entry.find("lost").boolean());
  BOOST_CHECK_EQUAL(text_at(entry, "user"), "ada");
  BOOST_CHECK_EQUAL(*entry.find("made_at").integer(), s.t.wall - 10);
}

BOOST_AUTO_TEST_CASE(a_later_edit_wins_over_one_that_came_before_it) {
  state_bench s;
  s.t.wall += 1'000;
  BOOST_REQUIRE(s.late("a", one, s.t.wall - 100).reply);
  BOOST_REQUIRE(s.late("a", two, s.t.wall - 50, "bob").reply);
  BOOST_REQUIRE(s.late("a", three, s.t.wall - 70).reply);
  BOOST_CHECK(s.all() == (map{{"a", two}}));
}

BOOST_AUTO_TEST_CASE(of_several_keys_some_win_and_some_lose) {
  state_bench s;
  s.set("a", one, "bob");
  const auto v = s.say("state.set", {{"values", packed_map({{"a", two}, {"b", two}})},
                                     {"made_at", packed_number(static_cast<std::uint64_t>(s.t.wall - 5))}});
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK(s.all() == (map{{"a", one}, {"b", two}}));
  BOOST_CHECK_EQUAL(field_of(*v.reply, "lost").size(), 1u);
}

BOOST_AUTO_TEST_CASE(an_old_edit_does_not_bring_back_what_was_erased_later) {
  state_bench s;
  s.set("a", one);
  s.t.wall += 100;
  s.erase("a", "bob");
  const auto v = s.late("a", two, s.t.wall - 50);
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK(s.all().empty());
  BOOST_CHECK(!field_of(*v.reply, "lost").at(0).find("winner").find("value").present());
  BOOST_CHECK(s.late("a", two, s.t.wall).reply);
  BOOST_CHECK(s.all() == (map{{"a", two}}));
}

BOOST_AUTO_TEST_CASE(not_even_when_the_history_no_longer_has_the_erasure) {
  state_bench s([](auto& k) { k.state_history = 4; });
  s.set("a", one);
  s.t.wall += 100;
  s.erase("a", "bob");
  const auto erased = s.t.wall;
  for (int i = 0; i < 10; ++i)
    s.set("b", one);
  BOOST_CHECK_EQUAL(s.rows_in(model::table::state), 1u); // nothing is left of it
  s.t.wall += 100;
  const auto v = s.late("a", two, erased - 1);
  BOOST_CHECK_EQUAL(field_of(*v.reply, "lost").size(), 1u);
  BOOST_CHECK(!field_of(*s.late("a", three, erased + 1).reply, "lost").present());
  BOOST_CHECK_EQUAL(s.all().size(), 2u);
}

BOOST_AUTO_TEST_CASE(nobody_edits_in_the_future_or_in_the_distant_past) {
  state_bench s([](auto& k) { k.state_offline_ms = 1'000; });
  s.t.wall = 1'000'000'000;
  BOOST_REQUIRE(s.late("a", one, s.t.wall + 60'000).reply);
  const auto made_at = [&](const char* key) {
    const auto history = s.ask("state.history", {{"key", packed_text(key)}});
    return *field_of(history, "changes").at(0).find("made_at").integer();
  };
  BOOST_CHECK_EQUAL(made_at("a"), s.t.wall);
  BOOST_REQUIRE(s.late("b", one, 1).reply);
  BOOST_CHECK_EQUAL(made_at("b"), s.t.wall - 1'000);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(history_of_the_state)

BOOST_AUTO_TEST_CASE(it_has_every_change_with_old_and_new_value) {
  state_bench s;
  s.set("a", one);
  s.set("b", two, "bob");
  s.set("a", three, "bob");
  s.erase("a");
  const auto all = s.ask("state.history");
  const auto changes = field_of(all, "changes");
  BOOST_REQUIRE_EQUAL(changes.size(), 4u);
  const auto check = [&](std::size_t i, std::uint64_t version, std::string_view key, std::string_view value,
                         std::string_view old, std::string_view user, std::string_view what) {
    BOOST_TEST_CONTEXT("entry " << i) {
      BOOST_CHECK_EQUAL(*changes.at(i).find("version").uint(), version);
      BOOST_CHECK_EQUAL(text_at(changes.at(i), "key"), key);
      BOOST_CHECK_EQUAL(changes.at(i).find("value").raw(), value);
      BOOST_CHECK_EQUAL(changes.at(i).find("old").raw(), old);
      BOOST_CHECK_EQUAL(text_at(changes.at(i), "user"), user);
      BOOST_CHECK_EQUAL(text_at(changes.at(i), "what"), what);
    }
  };
  check(0, 4, "a", "", three, "ada", "erase");
  check(1, 3, "a", three, one, "bob", "set");
  check(2, 2, "b", two, "", "bob", "set");
  check(3, 1, "a", one, "", "ada", "set");
  const auto of_a = s.ask("state.history", {{"key", packed_text("a")}});
  BOOST_REQUIRE_EQUAL(field_of(of_a, "changes").size(), 3u);
  BOOST_CHECK_EQUAL(field_of(of_a, "changes").at(2).find("value").raw(), one);
}

BOOST_AUTO_TEST_CASE(it_comes_in_pages) {
  state_bench s;
  for (std::uint64_t i = 1; i <= 20; ++i)
    s.set(i % 2 ? "odd" : "even", packed_number(i));
  for (const bool of_key : {true, false}) {
    std::vector<std::uint64_t> versions;
    for (std::uint64_t before = 0;;) {
      state_bench::fields data{{"limit", packed_number(3)}};
      if (of_key) data.emplace_back("key", packed_text("odd"));
      if (before) data.emplace_back("before", packed_number(before));
      const auto reply = s.ask("state.history", data);
      const auto changes = field_of(reply, "changes");
      for (std::size_t i = 0; i < changes.size(); ++i) {
        versions.push_back(before = *changes.at(i).find("version").uint());
        BOOST_CHECK_EQUAL(changes.at(i).find("value").raw(), packed_number(before));
      }
      if (!*field_of(reply, "more").boolean()) break;
    }
    BOOST_REQUIRE_EQUAL(versions.size(), of_key ? 10u : 20u);
    BOOST_CHECK(std::is_sorted(versions.rbegin(), versions.rend()));
    BOOST_CHECK_EQUAL(versions.back(), 1u);
  }
}

BOOST_AUTO_TEST_CASE(a_page_of_a_room_has_whole_versions_however_large_they_are) {
  state_bench s;
  const auto lengthy = packed_text(std::string(15'000, 'x'));
  state_bench::fields many;
  for (int i = 0; i < 10; ++i)
    many.emplace_back("k" + std::to_string(i), lengthy);
  BOOST_REQUIRE(s.say("state.set", {{"values", packed_map(many)}}).reply);
  s.set("small", one);
  const auto reply = s.ask("state.history");
  const auto changes = field_of(reply, "changes");
  BOOST_REQUIRE_EQUAL(changes.size(), 11u);
  BOOST_CHECK_LT(reply.size(), 90'000u);
  BOOST_CHECK(!changes.at(1).find("cut").present());
  BOOST_CHECK(*changes.at(10).find("cut").boolean());
  BOOST_CHECK_EQUAL(text_at(changes.at(10), "key"), "k9");
}

BOOST_AUTO_TEST_CASE(of_a_restore_of_many_keys_a_room_is_told_how_many) {
  state_bench s;
  for (int i = 0; i < 40; ++i)
    s.set("k" + std::to_string(i), one);
  BOOST_REQUIRE(s.say("state.restore", {{"version", packed_number(0)}}).reply);
  BOOST_CHECK(s.all().empty());
  const auto reply = s.ask("state.history");
  const auto newest = field_of(reply, "changes").at(0);
  BOOST_CHECK_EQUAL(text_at(newest, "what"), "restore");
  BOOST_CHECK_EQUAL(*newest.find("keys").uint(), 40u);
  const auto of_key = s.ask("state.history", {{"key", packed_text("k7")}});
  BOOST_CHECK_EQUAL(field_of(of_key, "changes").at(0).find("old").raw(), one);
}

BOOST_AUTO_TEST_CASE(versions_and_bytes_are_bounded) {
  state_bench s([](auto& k) {
    k.state_history = 5;
    k.state_history_bytes = 100;
  });
  for (std::uint64_t i = 1; i <= 50; ++i)
    s.set("k" + std::to_string(i % 7), packed_number(i));
  const auto reply = s.ask("state.history");
  BOOST_CHECK_EQUAL(field_of(reply, "changes").size(), 5u);
  BOOST_CHECK_EQUAL(number_of(reply, "first"), 46u);
  BOOST_CHECK_EQUAL(s.rows_in(model::table::state_version), 5u);
  BOOST_CHECK_EQUAL(s.rows_in(model::table::state_past), 5u);
  const auto large = packed_text(std::string(60, 'x'));
  for (int i = 0; i < 10; ++i)
    s.set("large", large);
  BOOST_CHECK_EQUAL(s.rows_in(model::table::state_version), 1u); // each replaces 67 bytes
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(snapshots_of_the_state)

namespace {

state_bench::fields called(const std::string& name) { return {{"name", packed_text(name)}}; }

} // namespace

BOOST_AUTO_TEST_CASE(a_snapshot_keeps_what_it_saw_however_much_changes) {
  state_bench s([](auto& k) { k.state_history = 3; });
  s.set("a", one);
  s.set("b", two);
  s.set("erased", one);
  BOOST_REQUIRE(s.say("state.snapshot", called("monday")).reply);
  const map then = s.all();
  for (std::uint64_t i = 0; i < 30; ++i)
    s.set(i % 2 ? "a" : "c", packed_number(i));
  s.erase("erased");
  s.erase("b");
  for (std::uint64_t i = 0; i < 30; ++i)
    s.set("a", packed_number(i));
  BOOST_CHECK(s.all({{"snapshot", packed_text("monday")}}) == then);
  const auto listed = s.ask("state.snapshots");
  const auto snapshot = field_of(listed, "snapshots").at(0);
  BOOST_CHECK_EQUAL(text_at(snapshot, "name"), "monday");
  BOOST_CHECK_EQUAL(*snapshot.find("version").uint(), 3u);
  BOOST_CHECK_EQUAL(*snapshot.find("keys").uint(), 3u);
  BOOST_CHECK_EQUAL(text_at(snapshot, "user"), "ada");
}

BOOST_AUTO_TEST_CASE(restoring_is_a_new_version_and_can_be_undone) {
  state_bench s;
  s.set("a", one);
  s.set("b", one);
  BOOST_REQUIRE(s.say("state.snapshot", called("monday")).reply);
  const auto monday = s.all();
  s.set("a", two);
  s.erase("b");
  const auto before = s.set("c", three);
  const auto tuesday = s.all();
  const auto restored = s.say("state.restore", {{"snapshot", packed_text("monday")}}, "bob");
  BOOST_REQUIRE(restored.reply);
  BOOST_CHECK_EQUAL(number_of(*restored.reply, "version"), before + 1);
  BOOST_CHECK_EQUAL(number_of(*restored.reply, "changed"), 3u);
  BOOST_CHECK_EQUAL(restored.records.at(0).name, "state.restored");
  BOOST_CHECK(s.all() == monday);
  BOOST_REQUIRE(s.say("state.restore", {{"version", packed_number(before)}}).reply);
  BOOST_CHECK(s.all() == tuesday);
  BOOST_CHECK(s.all({{"snapshot", packed_text("monday")}}) == monday);
  const auto history = s.ask("state.history");
  BOOST_CHECK_EQUAL(text_at(field_of(history, "changes").at(0), "what"), "restore");
}

BOOST_AUTO_TEST_CASE(restoring_what_is_there_anyway_changes_nothing) {
  state_bench s;
  s.set("a", one);
  BOOST_REQUIRE(s.say("state.snapshot", called("now")).reply);
  const auto v = s.say("state.restore", {{"snapshot", packed_text("now")}});
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK(v.records.empty());
  BOOST_CHECK_EQUAL(number_of(*v.reply, "changed"), 0u);
}

BOOST_AUTO_TEST_CASE(only_versions_that_are_kept_can_be_gone_back_to) {
  state_bench s([](auto& k) { k.state_history = 3; });
  for (std::uint64_t i = 1; i <= 10; ++i)
    s.set("a", packed_number(i));
  const auto to = [&](std::uint64_t version) {
    return code_of(s.say("state.restore", {{"version", packed_number(version)}}));
  };
  BOOST_CHECK_EQUAL(to(6), error_code::gone);
  BOOST_CHECK_EQUAL(to(11), error_code::not_found);
  BOOST_CHECK_EQUAL(to(7), error_code{}); // the history begins with the change to 8
  BOOST_CHECK(s.all() == (map{{"a", packed_number(7)}}));
  BOOST_CHECK_EQUAL(code_of(s.say("state.restore", {{"snapshot", packed_text("nothing")}})),
                    error_code::not_found);
}

BOOST_AUTO_TEST_CASE(comparing_says_what_is_different) {
  state_bench s;
  s.set("a", one);
  s.set("same", one);
  BOOST_REQUIRE(s.say("state.snapshot", called("monday")).reply);
  s.set("b", two);
  s.erase("a");
  BOOST_REQUIRE(s.say("state.snapshot", called("tuesday")).reply);
  s.set("c", three);
  const auto days = s.ask("state.compare", {{"from", packed_text("monday")}, {"to", packed_text("tuesday")}});
  const auto changes = field_of(days, "changes");
  BOOST_REQUIRE_EQUAL(changes.size(), 2u);
  BOOST_CHECK_EQUAL(changes.at(0).find("old").raw(), one);
  BOOST_CHECK(!changes.at(0).find("value").present());
  BOOST_CHECK_EQUAL(changes.at(1).find("value").raw(), two);
  BOOST_CHECK(!changes.at(1).find("old").present());
  const auto now = s.ask("state.compare", {{"from_version", packed_number(4)}});
  BOOST_CHECK_EQUAL(field_of(now, "changes").size(), 1u);
  BOOST_CHECK_EQUAL(s.refusal("state.compare"), error_code::bad_request);
}

BOOST_AUTO_TEST_CASE(a_name_is_given_once_and_taken_away_by_who_gave_it) {
  state_bench s([](auto& k) { k.max_state_snapshots = 2; });
  s.set("a", one);
  BOOST_REQUIRE(s.say("state.snapshot", called("x"), "ada").reply);
  BOOST_CHECK_EQUAL(code_of(s.say("state.snapshot", called("x"), "bob")), error_code::conflict);
  BOOST_REQUIRE(s.say("state.snapshot", called("y"), "ada").reply);
  BOOST_CHECK_EQUAL(code_of(s.say("state.snapshot", called("z"), "ada")), error_code::too_large);
  BOOST_CHECK_EQUAL(code_of(s.say("state.forget", called("x"), "bob")), error_code::forbidden);
  BOOST_CHECK(s.say("state.forget", called("x"), "ada").reply);
  BOOST_CHECK(s.say("state.forget", called("y"), "boss").reply);
  BOOST_CHECK_EQUAL(code_of(s.say("state.forget", called("y"), "boss")), error_code::not_found);
}

BOOST_AUTO_TEST_CASE(what_only_a_forgotten_snapshot_held_is_gone) {
  state_bench s([](auto& k) { k.state_history = 2; });
  for (int i = 0; i < 20; ++i)
    s.set("k" + std::to_string(i), one);
  BOOST_REQUIRE(s.say("state.snapshot", called("x")).reply);
  for (int i = 0; i < 20; ++i)
    s.erase("k" + std::to_string(i));
  s.set("last", one);
  s.set("last", two);
  BOOST_CHECK_EQUAL(s.all({{"snapshot", packed_text("x")}}).size(), 20u);
  BOOST_REQUIRE(s.say("state.forget", called("x")).reply);
  BOOST_CHECK_EQUAL(s.rows_in(model::table::state), 1u);
  BOOST_CHECK_EQUAL(s.rows_in(model::table::state_past), 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(merging_values)

BOOST_AUTO_TEST_CASE(as_the_examples_of_rfc_7396_have_it) {
  const auto a = packed_text("a"), b = packed_text("b"), c = packed_text("c");
  const auto m = [](const std::vector<std::pair<std::string, std::string>>& entries) {
    return packed_map(entries);
  };
  const auto list = [](const std::string& of) { return "\x91" + of; };
  const struct {
    std::string target, patch, result;
  } rows[] = {
      {m({{"a", b}}), m({{"a", c}}), m({{"a", c}})},
      {m({{"a", b}}), m({{"b", c}}), m({{"a", b}, {"b", c}})},
      {m({{"a", b}}), m({{"a", ""}}), m({})},
      {m({{"a", b}, {"b", c}}), m({{"a", ""}}), m({{"b", c}})},
      {m({{"a", list(b)}}), m({{"a", c}}), m({{"a", c}})},
      {m({{"a", c}}), m({{"a", list(b)}}), m({{"a", list(b)}})},
      {m({{"a", m({{"b", c}})}}), m({{"a", m({{"b", a}, {"c", ""}})}}), m({{"a", m({{"b", a}})}})},
      {list(a), m({{"a", b}, {"c", ""}}), m({{"a", b}})},
      {m({}), m({{"a", m({{"bb", m({{"ccc", ""}})}})}}), m({{"a", m({{"bb", m({})}})}})},
      {m({{"e", ""}}), m({{"a", one}}), m({{"e", ""}, {"a", one}})},
      {one, a, a},
  };
  for (const auto& row : rows)
    BOOST_CHECK_EQUAL(merged(model::value(row.target), model::value(row.patch)), row.result);
  BOOST_CHECK_EQUAL(merged({}, model::value(rows[3].patch)), m({}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rows_of_the_state)

BOOST_AUTO_TEST_CASE(what_is_put_is_read_back_and_other_versions_are_not) {
  const state_cell cell{1, -2, 3, "u", "n", one};
  const state_past past{4, 5, ""};
  const state_version version{1, 2, "u", "", "set", {"a", "b"}, 9, "id"};
  const state_head head{1, 2, 3, 4, 5, 6};
  const state_snapshot snapshot{"name", 1, 2, "u", 3, 4};
  BOOST_CHECK(decode_state_cell(encode(cell)) == cell);
  BOOST_CHECK(decode_state_past(encode(past)) == past);
  BOOST_CHECK(decode_state_version(encode(version)) == version);
  BOOST_CHECK(decode_state_head(encode(head)) == head);
  BOOST_CHECK(decode_state_snapshot("name", encode(snapshot)) == snapshot);
  for (auto row : {encode(cell), encode(past), encode(version), encode(head), encode(snapshot)}) {
    row[0] = 2;
    BOOST_CHECK(!decode_state_cell(row) && !decode_state_past(row) && !decode_state_version(row) &&
                !decode_state_head(row) && !decode_state_snapshot("x", row));
  }
  const auto key = state_past_key(model::key::make(3, 4), "card.1", 77);
  BOOST_CHECK_EQUAL(state_version_of(key), 77u);
}

// What the head row says of keys and bytes must be what is there, and the records alone must make the rows.
BOOST_AUTO_TEST_CASE(folding_random_records_anew_gives_the_same_rows_and_the_sums_are_right) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      std::mt19937 random(seed);
      state_bench s([](auto& k) {
        k.state_history = 20;
        k.state_history_bytes = 300;
        k.max_state_snapshots = 3;
      });
      const auto before = s.t.rows;
      for (int step = 0; step < 200; ++step) {
        s.t.wall += random() % 50;
        const auto key = "k" + std::to_string(random() % 8);
        const auto name = "s" + std::to_string(random() % 4);
        switch (random() % 10) {
        case 0:
          (void)s.say("state.erase", {{"key", packed_text(key)}});
          break;
        case 1:
          (void)s.say("state.snapshot", {{"name", packed_text(name)}});
          break;
        case 2:
          (void)s.say("state.forget", {{"name", packed_text(name)}});
          break;
        case 3:
          (void)s.say("state.restore", {{"snapshot", packed_text(name)}});
          break;
        case 4:
        case 5:
          (void)s.late(key, packed_number(random()), s.t.wall - static_cast<std::int64_t>(random() % 200));
          break;
        default:
          s.set(key, packed_number(random()));
        }
      }
      const auto room = s.t.key_of("open");
      const auto head = read_state_head(s.t.rows, room);
      std::uint64_t bytes = 0, keys = 0, replaced = 0;
      for (const auto& [key, value] : s.all()) {
        ++keys;
        bytes += key.size() + value.size();
      }
      BOOST_CHECK_EQUAL(head.keys, keys);
      BOOST_CHECK_EQUAL(head.bytes, bytes);
      for (auto v = head.first; v <= head.version; ++v)
        replaced += read_state_version(s.t.rows, room, v).value().bytes;
      BOOST_CHECK_EQUAL(head.history_bytes, replaced);
      BOOST_CHECK_LE(head.version - head.first + 1, 20u);
      BOOST_CHECK_LE(head.history_bytes, 300u);

      auto folded = before;
      for (const auto& record : s.t.told_so_far) {
        if (record.told()) folded.put(log_key(record.room, record.offset), encode(record));
        for (const auto& facet : all_facets())
          facet.judge->apply(record, folded);
      }
      BOOST_CHECK(folded.all() == s.t.rows.all());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
