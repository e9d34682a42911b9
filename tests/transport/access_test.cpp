#include "actors/facets/command_registry.hpp"
#include "actors/facets/kinds.hpp"
#include "actors/facets/memory_rows.hpp"
#include "actors/facets/rulebook.hpp"
#include "tests/support/counting_random.hpp"
#include "tests/support/fake_clock.hpp"
#include "transport/identity/access_book.hpp"
#include "transport/identity/guess_limits.hpp"
#include "transport/identity/own_tokens.hpp"
#include "transport/identity/passwords.hpp"
#include "transport/identity/revoker.hpp"
#include "transport/identity/ticket_box.hpp"
#include "transport/json_web_token.hpp"
#include <boost/test/unit_test.hpp>
#include <future>

using namespace snug;
using namespace snug::transport;
using facets::revocation_row;
using facets::revoked;

namespace {

/// A store in memory that tells a book what it commits.
struct journal {
  facets::kinds kinds;
  facets::rulebook rules{kinds};
  facets::memory_rows rows;
  facets::log_heads heads;
  std::uint64_t commit = 0;
  access_book book;

  /// Decides the command; the book hears of it.
  model::result<std::string> say(const model::command& command) {
    facets::rulebook::pen pen{heads, commit, 1'000, 7};
    auto verdict = rules.execute(command, rows, pen);
    rows.apply(verdict.changes);
    auto group = std::make_shared<store::commit_group>();
    store::outcome o;
    o.reply = {command.from, verdict.reply};
    o.room = verdict.room;
    o.hold = command.hold;
    o.records = verdict.records;
    group->outcomes.push_back(std::move(o));
    book.committed(group);
    return verdict.reply;
  }
  /// The disk was full: nothing came of it.
  void fail(const model::command& command) {
    auto group = std::make_shared<store::commit_group>();
    store::outcome o;
    o.reply = {command.from, model::failure{model::error_code::storage_full, "full"}};
    o.hold = command.hold;
    group->outcomes.push_back(std::move(o));
    book.committed(group);
  }
  /// A book that has read the same rows.
  void load(access_book& other) const {
    for (unsigned partition = 0; partition < model::partition_count; ++partition) {
      std::string after;
      BOOST_TEST(other.load(rows, partition, after));
    }
  }
};

model::identity ada() {
  model::identity who;
  who.user = "ada";
  who.session = 7;
  who.issued_at = 500;
  who.token = "t1";
  who.login = 9;
  return who;
}

} // namespace

BOOST_AUTO_TEST_SUITE(who_may_come_in)

BOOST_FIXTURE_TEST_CASE(a_revocation_stops_whom_it_is_about_and_nobody_else, journal) {
  BOOST_TEST(!book.stopped(ada()));
  const revocation_row about[] = {{"ada", revoked::user, "ada", 500, 2'000, ""},
                                  {"ada", revoked::session, "7", 500, 2'000, ""},
                                  {"ada", revoked::token, "t1", 500, 2'000, ""},
                                  {"ada", revoked::login, "9", 500, 2'000, ""}};
  for (const auto& row : about) {
    journal fresh;
    BOOST_TEST(bool(fresh.say(facets::access_command(facets::change_of(row)))));
    BOOST_TEST(fresh.book.stopped(ada()));
    auto other = ada();
    other.user = "bob", other.session = 8, other.token = "t2", other.login = 10;
    BOOST_TEST(!fresh.book.stopped(other));
    access_book again;
    fresh.load(again);
    BOOST_TEST(again.stopped(ada()));
    BOOST_TEST(bool(fresh.say(facets::access_command(facets::lift_of(row)))));
    BOOST_TEST(!fresh.book.stopped(ada()));
  }
}

BOOST_FIXTURE_TEST_CASE(what_was_issued_later_is_good_unless_it_stands_until_lifted, journal) {
  (void)say(
      facets::access_command(facets::change_of(revocation_row{"ada", revoked::user, "ada", 499, 2'000, ""})));
  BOOST_TEST(!book.stopped(ada()));
  (void)say(
      facets::access_command(facets::change_of(revocation_row{"ada", revoked::user, "ada", 499, 0, ""})));
  BOOST_TEST(book.stopped(ada()));
}

BOOST_FIXTURE_TEST_CASE(one_under_way_counts_at_once_and_is_taken_back_where_it_fails, journal) {
  const revocation_row row{"ada", revoked::token, "t1", 500, 2'000, ""};
  auto command = facets::access_command(facets::change_of(row));
  command.hold = book.begin(row);
  BOOST_TEST(book.stopped(ada()));
  fail(command);
  BOOST_TEST(!book.stopped(ada()));
  command.hold = book.begin(row);
  BOOST_TEST(bool(say(command)));
  BOOST_TEST(book.stopped(ada()));
}

BOOST_FIXTURE_TEST_CASE(ended_ones_are_handed_out_to_be_erased, journal) {
  const revocation_row row{"ada", revoked::token, "t1", 500, 2'000, "why"};
  (void)say(facets::access_command(facets::change_of(row)));
  BOOST_TEST(book.take_ended(1'999).empty());
  const auto ended = book.take_ended(2'000);
  BOOST_TEST_REQUIRE(ended.size() == 1u);
  BOOST_TEST(bool(ended[0] == row));
  BOOST_TEST(!book.stopped(ada()));
  (void)say(facets::access_command(facets::lift_of(row)));
  BOOST_TEST(!rows.get(facets::revocation_key("ada", revoked::token, "t1")).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_key_is_found_by_its_secret_until_it_ends_or_goes, journal) {
  facets::key_row row{
      "service:shop", "shop", access_book::kept_of("sesame"), model::scopes(model::scope::publish), 500,
      2'000};
  (void)say(facets::access_command(facets::change_of("k1", row)));
  const auto text = access_book::text_of_key("k1", "sesame");
  BOOST_TEST(access_book::looks_like_key(text));
  const auto who = book.key(text, 1'000);
  BOOST_TEST_REQUIRE(who.has_value());
  BOOST_TEST(who->user == "service:shop");
  BOOST_TEST(who->speaks_as_system());
  BOOST_TEST(!who->manages_rooms());
  BOOST_TEST(!who->admin);
  BOOST_TEST(!book.key(text, 2'000).has_value());
  for (const auto* wrong :
       {"snk_k1_sesamo", "snk_k2_sesame", "snk_k1_", "snk__sesame", "snk_", "k1_sesame", ""})
    BOOST_TEST(!book.key(wrong, 1'000).has_value(), wrong);
  (void)say(facets::access_command(facets::erase_of("service:shop", model::table::api_key, "k1")));
  BOOST_TEST(!book.key(text, 1'000).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_row_is_written_under_its_condition_only, journal) {
  using facets::access_condition;
  const model::failure no{model::error_code::conflict, "no", "user", 0, {}};
  facets::account_row row;
  row.name = "Ada";
  const auto put = facets::change_of("local:ada", row);
  BOOST_TEST(!say(facets::access_command(put, {}, {access_condition::what::present, {}, no})));
  BOOST_TEST(bool(say(facets::access_command(put, {}, {access_condition::what::absent, {}, no}))));
  const auto refused = say(facets::access_command(put, {}, {access_condition::what::absent, {}, no}));
  BOOST_TEST(refused.error().field == "user");
  BOOST_TEST(bool(refused.error().code == model::error_code::conflict));
  auto next = row;
  next.admin = true;
  BOOST_TEST(!say(facets::access_command(facets::change_of("local:ada", next), {},
                                         {access_condition::what::same, encode(next), no})));
  BOOST_TEST(bool(say(facets::access_command(facets::change_of("local:ada", next), {},
                                             {access_condition::what::same, encode(row), no}))));
  BOOST_TEST(bool(facets::decode_account(*rows.get(facets::account_key("local:ada"))) == next));
}

BOOST_FIXTURE_TEST_CASE(only_readable_rows_of_its_own_tables_are_written_and_only_by_the_server, journal) {
  facets::access_change c{"ada", model::table::member, "x", "y"};
  BOOST_TEST(!say(facets::access_command(c)));
  c.in = model::table::account;
  BOOST_TEST(!say(facets::access_command(c)));
  auto command = facets::access_command(facets::change_of("local:ada", facets::account_row{}));
  auto who = ada();
  who.admin = true;
  command.who = std::make_shared<const model::identity>(who);
  BOOST_TEST(bool(say(command).error().code == model::error_code::forbidden));
}

namespace {

/// A disk that takes its time: what is submitted waits.
struct blocked_journal final : store::journal {
  void submit(model::command command) override { waiting.push_back(std::move(command)); }
  void submit(std::vector<model::command> together) override {
    for (auto& command : together)
      waiting.push_back(std::move(command));
  }
  std::vector<model::command> waiting;
};

struct all_shards final : everywhere {
  void revoke(std::shared_ptr<const revocation_row> row) override { told.push_back(*row); }
  void call_the_roll(std::string, roll_call::answer done) override { done({}); }
  std::vector<revocation_row> told;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_blocked_disk_holds_no_revocation_up, journal) {
  blocked_journal disk;
  all_shards shards;
  revoker stops(disk, book, shards);
  const model::return_address asker{0, 0, 1, 2, 3};
  stops.stop(asker, "ada",
             {{"ada", revoked::token, "t1", 500, 2'000, ""}, {"ada", revoked::session, "7", 500, 2'000, ""}},
             {}, {});
  BOOST_TEST(shards.told.size() == 2u);
  BOOST_TEST(book.stopped(ada()));
  BOOST_TEST(!rows.get(facets::revocation_key("ada", revoked::token, "t1")).has_value());
  BOOST_TEST_REQUIRE(disk.waiting.size() == 2u);
  BOOST_TEST(bool(disk.waiting[0].from == asker));
  BOOST_TEST(disk.waiting[1].from.nobody());
  for (const auto& command : disk.waiting)
    BOOST_TEST(bool(say(command)));
  BOOST_TEST(book.stopped(ada()));
  BOOST_TEST(rows.get(facets::revocation_key("ada", revoked::token, "t1")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(guesses)

BOOST_AUTO_TEST_CASE(wrong_ones_are_used_up_and_come_back_with_time) {
  guess_limits limits({3, 100, 1'000});
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(limits.take("ada", 1, 0) == 0u);
  BOOST_TEST(limits.take("ada", 1, 0) == 1'000u);
  BOOST_TEST(limits.take("bob", 1, 0) == 0u);
  BOOST_TEST(limits.take("ada", 1, 999) == 1u);
  BOOST_TEST(limits.take("ada", 1, 1'000) == 0u);
  BOOST_TEST(limits.take("ada", 1, 1'000) > 0u);
}

BOOST_AUTO_TEST_CASE(right_ones_do_not_count) {
  guess_limits limits({3, 5, 1'000});
  for (int i = 0; i < 50; ++i) {
    BOOST_TEST(limits.take("ada", 1, 0) == 0u);
    limits.give_back("ada", 1, 0);
  }
}

BOOST_AUTO_TEST_CASE(an_address_has_its_own_bound_over_all_accounts) {
  guess_limits limits({3, 5, 1'000});
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(limits.take("user" + std::to_string(i), 1, 0) == 0u);
  BOOST_TEST(limits.take("another", 1, 0) > 0u);
  BOOST_TEST(limits.take("another", 2, 0) == 0u);
  BOOST_TEST(limits.take("more", 0, 0) == 0u); // no address
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(one_use_tickets)

BOOST_AUTO_TEST_CASE(one_is_good_once_and_for_its_time) {
  test::counting_random random;
  ticket_box box(random, 1'000);
  const auto who = std::make_shared<const model::identity>(ada());
  const auto one = box.issue(who, 0), two = box.issue(who, 0);
  BOOST_TEST_REQUIRE((one && two));
  BOOST_TEST(*one != *two);
  BOOST_TEST(box.take(*one, 999) == who);
  BOOST_TEST(!box.take(*one, 999));
  BOOST_TEST(!box.take(*two, 1'000));
}

BOOST_AUTO_TEST_CASE(nobody_has_more_than_their_share_unused) {
  test::counting_random random;
  ticket_box box(random, 1'000);
  const auto who = std::make_shared<const model::identity>(ada());
  for (std::size_t i = 0; i < ticket_box::most_of_a_user; ++i)
    BOOST_TEST(box.issue(who, 0).has_value());
  BOOST_TEST(!box.issue(who, 0).has_value());
  auto bob = ada();
  bob.user = "bob";
  BOOST_TEST(box.issue(std::make_shared<const model::identity>(bob), 0).has_value());
  BOOST_TEST(box.issue(who, 1'000).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(accounts)

BOOST_AUTO_TEST_CASE(a_refresh_token_comes_back_as_it_was) {
  const refresh_token t{"local:ada", 5, "secret"};
  const auto read = parse_refresh_token(print(t));
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->user == t.user);
  BOOST_TEST(read->login == 5u);
  BOOST_TEST(read->secret == "secret");
  for (const auto* wrong :
       {"", "rt1.", "rt1..5.x", "rt1.YQ.x.y", "rt1.YQ.5.", "rt2.YQ.5.x", "rt1.YQ.-5.x", "rt1.Y.5.x"})
    BOOST_TEST((!parse_refresh_token(wrong) || wrong == std::string_view("rt1..5.x")), wrong);
}

BOOST_AUTO_TEST_CASE(an_own_token_says_who_its_account_is) {
  facets::account_row account;
  account.name = "Ada \"L\"";
  account.admin = true;
  account.attributes = model::packer{}.map(1).text("team").text("blue").str();
  const auto token = own_token("secret", "local:ada", account, 5, 1'700'000'000'250, 1'700'000'900'000);
  token_verifier::rules rules;
  rules.own_secret = "secret";
  rules.issuer = "somebody else"; // asked of other people's tokens
  rules.leeway_ms = 0;
  const auto answer = token_verifier(rules).verify(token, 1'700'000'001'000);
  BOOST_TEST_REQUIRE(std::holds_alternative<token_claims>(answer));
  const auto& c = std::get<token_claims>(answer);
  BOOST_TEST(c.user == "local:ada");
  BOOST_TEST(c.name == account.name);
  BOOST_TEST(c.admin);
  BOOST_TEST(c.login == 5u);
  BOOST_TEST(c.issued_at == 1'700'000'000'250);
  BOOST_TEST(c.attributes == account.attributes);
  BOOST_TEST(std::holds_alternative<token_fault>(token_verifier(rules).verify(token, 1'700'000'900'000)));
}

BOOST_AUTO_TEST_CASE(passwords_are_checked_one_after_the_other_and_too_many_are_refused) {
  passwords hashes({1u << 20, 1, 2});
  std::promise<std::string> made;
  BOOST_TEST_REQUIRE(
      hashes.hash("correct horse", [&](std::string kept) { made.set_value(std::move(kept)); }));
  const auto kept = made.get_future().get();
  BOOST_TEST(kept.starts_with("$argon2id$"));
  const auto check = [&](const std::string& password, const std::string& against) {
    std::promise<bool> right;
    BOOST_TEST_REQUIRE(hashes.check(password, against, [&](bool yes) { right.set_value(yes); }));
    return right.get_future().get();
  };
  BOOST_TEST(check("correct horse", kept));
  BOOST_TEST(!check("wrong horse", kept));
  BOOST_TEST(!check("nobody's password", "")); // there is no such account
  std::promise<void> go_on;
  std::promise<void> busy;
  const auto gate = go_on.get_future().share();
  BOOST_TEST(hashes.check("a", kept, [&busy, gate](bool) {
    busy.set_value();
    gate.wait();
  }));
  busy.get_future().wait();
  BOOST_TEST(hashes.check("a", kept, [](bool) {}));
  BOOST_TEST(hashes.check("a", kept, [](bool) {}));
  BOOST_TEST(!hashes.check("a", kept, [](bool) {}));
  go_on.set_value();
}

BOOST_AUTO_TEST_SUITE_END()
