#include "actors/facets/memory_rows.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/facets/row_value.hpp"
#include "store/fsck.hpp"
#include "store/journal_thread.hpp"
#include "store/lmdb/schema_2.hpp"
#include "tests/store/failing_engine.hpp"
#include "tests/store/fixture.hpp"
#include <boost/mpl/vector.hpp>
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

struct on_disk {
  static std::unique_ptr<engine> open(world& w) { return w.disk(); }
};
struct in_memory {
  static std::unique_ptr<engine> open(world& w) { return w.memory(); }
};
using engines = boost::mpl::vector<on_disk, in_memory>;

model::command say(std::string_view verb, const std::string& who, const std::string& room, std::string data,
                   std::string id = {}) {
  model::command c;
  c.from = {0, 0, 1, 1, 1};
  c.who = somebody(who);
  c.verb = *facets::command_registry::get().find(verb);
  c.room_name = room;
  c.data = std::move(data);
  c.id = std::move(id);
  return c;
}

std::string texts(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  model::packer p;
  p.map(static_cast<std::uint32_t>(pairs.size()));
  for (const auto& [key, value] : pairs)
    p.text(key).text(value);
  return std::move(p).str();
}

std::string users(std::initializer_list<std::string_view> names) {
  model::packer p;
  p.map(1).text("users").array(static_cast<std::uint32_t>(names.size()));
  for (const auto name : names)
    p.text(name);
  return std::move(p).str();
}

/// The writer itself, over an engine whose troubles the test makes up; every batch it commits is kept.
struct house {
  explicit house(world& world, std::unique_ptr<engine> below)
    : w(world)
    , rows(std::move(below)) {
    model::kind inbox;
    inbox.name = "inbox";
    w.kinds.add(inbox);
    reopen();
  }
  /// As after a restart of the process.
  void reopen() {
    writer = std::make_unique<group_writer>(
        group_writer::parts{rows, w.rules, w.time, w.random, w.stats, w.log}, *rows.so_far());
    writer->observe([this](const progress&, const std::vector<model::batch>& committed) {
      for (const auto& batch : committed) {
        replica.apply(batch.changes);
        for (const auto& change : batch.changes)
          one_partition = one_partition && static_cast<unsigned char>(change.key.front()) == batch.partition;
      }
    });
  }
  std::vector<outcome> write(std::vector<model::command> commands, bool together = false) {
    std::vector<queued_command> work;
    for (auto& c : commands)
      work.push_back({std::move(c), together});
    work.back().with_next = false;
    return writer->write(work).outcomes;
  }
  outcome write(model::command one) {
    std::vector<model::command> commands;
    commands.push_back(std::move(one));
    return write(std::move(commands)).front();
  }
  std::string make(const std::string& owner) {
    const auto o = write(say("room.create", owner, "", texts({{"kind", "group"}})));
    BOOST_REQUIRE(bool(o.reply.outcome));
    return std::string(model::value{*o.reply.outcome}.find("room").text().value());
  }
  [[nodiscard]] std::size_t rows_of(model::key owner) const {
    std::size_t count = 0;
    for (const auto& [key, value] : dump(rows))
      count += key.starts_with(model::row_key(owner, model::table{}).str().substr(0, 8)) ? 1 : 0;
    return count;
  }
  model::key key_of(const std::string& room) {
    auto txn = rows.begin();
    return facets::find_room(**txn, room).value();
  }
  void is_in_order() {
    const auto report = fsck(rows);
    BOOST_REQUIRE(report);
    for (const auto& finding : report->findings)
      BOOST_TEST_MESSAGE(finding);
    BOOST_TEST(report->clean());
    BOOST_TEST(
        (dump(rows) == std::map<std::string, std::string>(replica.all().begin(), replica.all().end())));
    BOOST_TEST(one_partition);
  }

  world& w;
  failing_engine rows;
  std::unique_ptr<group_writer> writer;
  facets::memory_rows replica; ///< what all batches come to
  bool one_partition = true;
};

} // namespace

BOOST_AUTO_TEST_SUITE(rooms_and_their_members)

BOOST_AUTO_TEST_CASE_TEMPLATE(both_sides_of_a_membership_are_one_commit_and_batches_of_their_own, kind,
                              engines) {
  world w;
  house h(w, kind::open(w));
  const auto room = h.make("ada");
  const auto commits = h.rows.commits();
  const auto added = h.write(say("member.add", "ada", room, texts({{"user", "bob"}})));
  BOOST_REQUIRE(bool(added.reply.outcome));
  BOOST_TEST(h.rows.commits() == commits + 1);
  BOOST_TEST(dump(h.rows).contains(facets::place_key("bob", h.key_of(room))));
  BOOST_TEST(bool(h.write(say("invitation.send", "ada", room, users({"eve", "carl"}))).reply.outcome));
  BOOST_TEST(bool(h.write(say("invitation.accept", "eve", room, "")).reply.outcome));
  BOOST_TEST(bool(h.write(say("member.leave", "bob", room, "")).reply.outcome));
  BOOST_TEST(!dump(h.rows).contains(facets::place_key("bob", h.key_of(room))));
  h.is_in_order();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_commit_that_fails_leaves_neither_side, kind, engines) {
  world w;
  house h(w, kind::open(w));
  const auto room = h.make("ada");
  const auto before = dump(h.rows);
  for (const auto& one :
       {say("member.add", "ada", room, texts({{"user", "bob"}})),
        say("invitation.send", "ada", room, users({"eve"})),
        say("room.create", "ada", "", texts({{"kind", "group"}})), say("room.delete", "ada", room, "")}) {
    h.rows.fail_commit(h.rows.commits() + 1, model::error_code::storage_full);
    const auto o = h.write(one);
    BOOST_REQUIRE(!o.reply.outcome);
    BOOST_TEST((o.reply.outcome.error().code == model::error_code::storage_full));
    BOOST_TEST((dump(h.rows) == before));
  }
  BOOST_TEST(bool(h.write(say("member.add", "ada", room, texts({{"user", "bob"}}))).reply.outcome));
  h.is_in_order();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_command_of_an_aborted_group_has_its_own_outcome, kind, engines) {
  world w;
  house h(w, kind::open(w));
  const auto room = h.make("ada");
  h.rows.fail_commit(h.rows.commits() + 1, model::error_code::storage_full);
  std::vector<model::command> group;
  for (std::uint32_t i = 0; i < 5; ++i) {
    group.push_back(say("member.add", "ada", room, texts({{"user", "user" + std::to_string(i)}})));
    group.back().from.ref = 100 + i;
  }
  const auto outcomes = h.write(std::move(group));
  std::vector<std::uint32_t> refs;
  for (const auto& o : outcomes) {
    BOOST_TEST(o.records.empty());
    if (!o.reply.to.nobody()) refs.push_back(o.reply.to.ref);
  }
  BOOST_TEST(refs == (std::vector<std::uint32_t>{100, 101, 102, 103, 104}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_comes_together_is_all_or_none_with_all_that_follows, kind, engines) {
  world w;
  house h(w, kind::open(w));
  const auto room = h.make("ada");
  std::vector<model::command> both;
  both.push_back(say("member.add", "ada", room, texts({{"user", "bob"}})));
  both.push_back(say("member.add", "ada", room, texts({{"user", "ada"}}))); // is one already
  const auto before = dump(h.rows);
  for (const auto& o : h.write(both, true))
    BOOST_TEST(!o.reply.outcome);
  BOOST_TEST((dump(h.rows) == before));
  both.back() = say("message.send", "ada", room, texts({{"text", "hi"}}));
  for (const auto& o : h.write(both, true))
    BOOST_TEST(bool(o.reply.outcome));
  h.is_in_order();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(where_nothing_may_grow_nobody_is_added_but_members_go, kind, engines) {
  world w;
  house h(w, kind::open(w));
  const auto room = h.make("ada");
  (void)h.write(say("member.add", "ada", room, texts({{"user", "bob"}})));
  h.rows.grows = false;
  BOOST_TEST(!h.write(say("member.add", "ada", room, texts({{"user", "eve"}}))).reply.outcome);
  BOOST_TEST(bool(h.write(say("member.kick", "ada", room, texts({{"user", "bob"}}))).reply.outcome));
  BOOST_TEST(bool(h.write(say("room.delete", "ada", room, "")).reply.outcome));
  h.is_in_order();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_deleted_room_goes_in_pieces_and_a_restart_goes_on_with_it, kind, engines) {
  world w;
  house h(w, kind::open(w));
  const auto room = h.make("ada");
  const auto kept = h.make("ada");
  for (int i = 0; i < 150; ++i)
    (void)h.write(
        say("member.add", "ada", room, texts({{"user", "user" + std::to_string(i)}}), std::to_string(i)));
  const auto key = h.key_of(room);
  BOOST_TEST(h.rows_of(key) > 400u);
  BOOST_REQUIRE(bool(h.write(say("room.delete", "ada", room, "")).reply.outcome));
  const auto left = h.rows_of(key);
  BOOST_TEST(left > 0u);
  h.is_in_order();
  (void)h.write(say("message.send", "ada", kept, texts({{"text", "hi"}})));
  BOOST_TEST(h.rows_of(key) <= left);
  BOOST_TEST(left - h.rows_of(key) <= demolition::piece);
  h.is_in_order();
  h.reopen();
  for (int i = 0; i < 4 && h.rows_of(key) > 0; ++i)
    h.writer->tidy();
  BOOST_TEST(h.rows_of(key) == 0u);
  const auto all = dump(h.rows);
  BOOST_TEST(!all.contains(facets::doomed_key(key)));
  BOOST_TEST(!all.contains(facets::place_key("user149", key)));
  BOOST_TEST(!all.contains(facets::place_key("ada", key)));
  BOOST_TEST(all.contains(facets::place_key("ada", h.key_of(kept))));
  h.is_in_order();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_piece_that_could_not_be_committed_is_taken_again, kind, engines) {
  world w;
  house h(w, kind::open(w));
  const auto room = h.make("ada");
  for (int i = 0; i < 100; ++i)
    (void)h.write(say("message.send", "ada", room, texts({{"text", "hi"}})));
  const auto key = h.key_of(room);
  BOOST_REQUIRE(bool(h.write(say("room.delete", "ada", room, "")).reply.outcome));
  h.rows.fail_commit(h.rows.commits() + 1, model::error_code::storage_full);
  h.writer->tidy();
  BOOST_TEST(h.rows_of(key) > 0u);
  h.writer->tidy();
  BOOST_TEST(h.rows_of(key) == 0u);
  h.is_in_order();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_repeated_create_after_a_restart_is_the_same_room, kind, engines) {
  world w;
  house h(w, kind::open(w));
  const auto create = [&] {
    return h.write(say("room.create", "ada", "", texts({{"kind", "group"}}), "c-1"));
  };
  const auto first = create();
  h.reopen();
  const auto again = create();
  BOOST_REQUIRE(bool(again.reply.outcome));
  BOOST_TEST(*again.reply.outcome == *first.reply.outcome);
  BOOST_TEST(again.records.empty());
}

BOOST_AUTO_TEST_CASE(fsck_names_what_is_wrong_with_members_and_listed_rooms) {
  const struct {
    const char* says;
    std::function<model::change(model::key, const std::string&)> make;
  } cases[] = {
      {"user's side", [](model::key r, const auto&) { return erase(facets::place_key("ada", r)); }},
      {"room's side",
       [](model::key r, const auto&) {
         return put(facets::place_key("eve", r), facets::encode(facets::place_row{model::role::editor, 1}));
       }},
      {"number of members", [](model::key r, const auto&) { return erase(facets::size_key(r)); }},
      {"should not be listed",
       [](model::key r, const auto& name) {
         return put(facets::listed_key(name), facets::encode_number(r.value()));
       }},
      {"listed room is missing",
       [](model::key, const auto&) { return put(facets::listed_key("x"), facets::encode_number(99)); }},
  };
  for (const auto& one : cases) {
    world w;
    house h(w, w.disk());
    const auto room = h.make("ada");
    const auto change = one.make(h.key_of(room), room);
    auto txn = h.rows.begin();
    BOOST_REQUIRE(!(*txn)->apply({&change, 1}));
    BOOST_REQUIRE(!(*txn)->commit(*h.rows.so_far()));
    const auto report = fsck(h.rows);
    BOOST_REQUIRE(report);
    BOOST_REQUIRE(!report->clean());
    BOOST_TEST((report->findings.front().find(one.says) != std::string::npos), report->findings.front());
  }
}

BOOST_AUTO_TEST_CASE(a_store_of_schema_1_gets_what_schema_2_has) {
  world w;
  const auto rows = w.disk();
  const auto owner = model::key::make(model::partition_of("lobby"), 1);
  const auto room_1 = [](std::uint8_t access) {
    return facets::row_value(model::packer().array(4).text("group").uint(access).text("lobby").integer(5));
  };
  auto txn = rows->begin();
  BOOST_REQUIRE(!(*txn)->apply(std::vector{
      put(facets::counter_key(owner.partition()), facets::encode_number(1)),
      put(facets::name_key("lobby"), facets::encode_number(owner.value())),
      put(facets::room_key(owner), room_1(1)),
      put(facets::lineage_key(owner), facets::encode(facets::lineage_row{{{7, 1}}, 1, 0, 0, 0})),
      put(facets::member_key(owner, "ada"), facets::encode(facets::standing{model::role::owner})),
      put(facets::member_key(owner, "eve"), facets::encode(facets::standing{model::role::banned}))}));
  BOOST_REQUIRE(!members_know_their_rooms(**txn));
  BOOST_REQUIRE(!(*txn)->commit({1, 2}));
  const auto all = dump(*rows);
  BOOST_TEST(all.contains(facets::listed_key("lobby")));
  BOOST_TEST(all.contains(facets::place_key("ada", owner)));
  BOOST_TEST(!all.contains(facets::place_key("eve", owner)));
  BOOST_TEST(facets::decode_number(all.at(facets::size_key(owner))).value() == 1u);
  BOOST_TEST(fsck(*rows)->clean());
}

BOOST_AUTO_TEST_SUITE_END()
