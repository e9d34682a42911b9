#include "actors/facets/document_rows.hpp"
#include "tests/support/actor_world.hpp"
#include "tests/support/hex.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using test::hex;
using call = test::fake_fan_out::call;

namespace {

// Client 11 types "a".
constexpr auto typed_a = "01 01 0b 00 04 01 01 74 01 61 00";

/// Rooms, sessions, the journal and the readers with documents between them.
struct writing : test::actor_world {
  writing() { lobby = make_room("lobby"); }

  client come(const std::string& user, const std::string& document = "notes") {
    const auto c = connect(user);
    say(c, 2, "room.join", "lobby");
    say(c, 3, "document.open", "lobby", model::packer{}.map(1).text("document").text(document).str());
    settle();
    return c;
  }
  void edit(const client& c, std::uint32_t ref, std::string_view update) {
    say(c, ref, "document.update", "lobby", model::packer{}.map(1).text("update").bytes(hex(update)).str());
    settle();
  }
  [[nodiscard]] std::string code(const client& c, std::uint32_t ref) const {
    for (const auto& one : out.calls)
      if (one.did == call::what::reply && one.peer.same_peer(c.address) && one.peer.ref == ref)
        return one.outcome ? "ok" : std::string(model::name_of(one.outcome.error().code));
    return "no answer";
  }
  [[nodiscard]] std::size_t count(call::what did, std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(out.calls, [&](const auto& c) { return c.did == did && c.name == name; }));
  }
  [[nodiscard]] std::size_t structs_on_disk() const {
    const auto stored = facets::read_document(journal.rows, lobby, "notes");
    return stored ? stored->structs.structs() : 0;
  }
  void pass(std::int64_t ms) {
    for (std::int64_t gone = 0; gone < ms; gone += 100) {
      advance(100);
      settle();
    }
  }
  model::key lobby;
};

} // namespace

BOOST_AUTO_TEST_SUITE(documents_in_rooms)

BOOST_FIXTURE_TEST_CASE(an_edit_is_told_to_those_who_listen_and_kept, writing) {
  const auto ada = come("ada");
  const auto bob = come("bob");
  BOOST_TEST(code(ada, 3) == "ok");
  BOOST_TEST(count(call::what::tell, "document.state") == 2u);
  const auto attending = out.all(call::what::attend);
  BOOST_REQUIRE(attending.size() == 2u);
  BOOST_TEST(attending[0].number == attending[1].number);
  edit(ada, 4, typed_a);
  BOOST_TEST(code(ada, 4) == "ok");
  BOOST_TEST(count(call::what::post, "document.updated") == 1u);
  BOOST_TEST(structs_on_disk() == 0u);
  pass(2'000);
  BOOST_TEST(structs_on_disk() == 1u);
}

BOOST_FIXTURE_TEST_CASE(attention_comes_behind_the_subscription_and_before_what_is_told, writing) {
  (void)come("ada");
  const auto subscribed = out.index([](const auto& c) { return c.did == call::what::subscribe; });
  const auto attends = out.index([](const auto& c) { return c.did == call::what::attend; });
  const auto state = out.index([](const auto& c) { return c.name == "document.state"; });
  BOOST_TEST(subscribed < attends);
  BOOST_TEST(attends < state);
}

BOOST_FIXTURE_TEST_CASE(a_room_sleeps_when_its_documents_are_on_disk_and_reads_them_when_it_wakes, writing) {
  const auto ada = come("ada");
  edit(ada, 4, typed_a);
  disconnect(ada);
  settle();
  BOOST_TEST(structs_on_disk() == 1u, "nobody is left who could bring it again");
  pass(90'000);
  BOOST_TEST(actors_of().awake_rooms() == 0u);
  const auto bob = come("bob");
  say(bob, 4, "document.sync", "lobby", model::packer{}.map(1).text("state").bytes(hex("00")).str());
  settle();
  const auto synced = out.all(call::what::tell);
  BOOST_REQUIRE(!synced.empty());
  BOOST_TEST(synced.back().name == "document.synced");
  BOOST_TEST(test::dump(model::value(synced.back().data).find("update").bytes().value()) == typed_a);
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_keeps_edits_in_memory_until_there_is_room, writing) {
  const auto ada = come("ada");
  edit(ada, 4, typed_a);
  advance(1'500);
  run();
  BOOST_TEST(journal.waiting() == 1u);
  tell(journal.fail());
  BOOST_TEST(structs_on_disk() == 0u);
  pass(6'000);
  BOOST_TEST(structs_on_disk() == 1u);
}

BOOST_FIXTURE_TEST_CASE(rows_that_cannot_be_read_make_whoever_asks_wait, writing) {
  const auto ada = come("ada");
  edit(ada, 4, typed_a);
  disconnect(ada);
  pass(90'000);
  const auto bob = connect("bob");
  say(bob, 2, "room.join", "lobby");
  settle();
  reader.readable = false;
  const auto before = count(call::what::tell, "document.state");
  say(bob, 3, "document.open", "lobby", model::packer{}.map(1).text("document").text("notes").str());
  pass(3'000);
  BOOST_TEST(count(call::what::tell, "document.state") == before);
  reader.readable = true;
  pass(3'000);
  BOOST_TEST(count(call::what::tell, "document.state") == before + 1);
}

BOOST_FIXTURE_TEST_CASE(whoever_may_not_publish_may_not_edit, writing) {
  make_member(lobby, "carol", model::role::viewer);
  auto quiet = make_room("quiet", "group", model::access::members_only);
  make_member(quiet, "carol", model::role::viewer);
  const auto carol = connect("carol");
  say(carol, 2, "room.join", "quiet");
  say(carol, 3, "document.open", "quiet", model::packer{}.map(1).text("document").text("notes").str());
  say(carol, 4, "document.update", "quiet", model::packer{}.map(1).text("update").bytes(hex(typed_a)).str());
  settle();
  BOOST_TEST(code(carol, 3) == "ok");
  BOOST_TEST(code(carol, 4) == "forbidden");
}

BOOST_AUTO_TEST_SUITE_END()
