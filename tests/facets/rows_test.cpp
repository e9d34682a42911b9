#include "actors/facets/access_rows.hpp"
#include "actors/facets/digest.hpp"
#include "actors/facets/draft.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/memory_rows.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/retained.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/facets/sessions.hpp"
#include <boost/test/unit_test.hpp>
#include <random>

using namespace snug;
using namespace snug::facets;

BOOST_AUTO_TEST_SUITE(rows_as_values)

namespace {

template <class Row, class Decode> void comes_back(const Row& row, Decode decode) {
  const auto value = encode(row);
  const auto read = decode(value);
  BOOST_REQUIRE(read);
  BOOST_CHECK(*read == row);
  for (std::size_t cut = 0; cut < value.size(); ++cut)
    BOOST_CHECK(!decode(std::string_view(value).substr(0, cut)));
  BOOST_CHECK(!decode(value + '\0'));
  auto newer = value;
  newer[0] = 2;
  BOOST_CHECK(!decode(newer));
}

} // namespace

BOOST_AUTO_TEST_CASE(what_was_encoded_comes_back_and_nothing_else_does) {
  comes_back(room_row{"group", model::access::public_room, "lobby", 1'700'000'000'000}, decode_room);
  comes_back(standing{model::role::host, true}, decode_standing);
  comes_back(lineage_row{{{7, 1}, {9, 100}}, 50, 200, 4'000, 123}, decode_lineage);
  comes_back(repeat_row{1ull << 63, 17, "reply"}, decode_repeat);
  comes_back(session_row{"guest:ada", "Ada", "snug/1", 99}, decode_session);
  comes_back(session_row{"ada", "Ada", "snug/1", 99, 50, "t1", 80, 7}, decode_session);
  const std::vector<kept_room> rooms{{"lobby", 5, 3, 90}, {"", 0, 0, 0}};
  comes_back(session_row{"ada", "Ada", "snug/1", 99, 50, "t1", 80, 7, encode(rooms)}, decode_session);
  BOOST_CHECK((decode_kept_rooms(encode(rooms)) == rooms));
  BOOST_CHECK((decode_kept_rooms("") == std::vector<kept_room>{}));
  BOOST_CHECK((decode_kept_rooms("\x91\x91\x01") == std::nullopt));
  comes_back(key_row{"service:shop", "shop", std::string(32, 'h'), model::scopes(5), 10, 20}, decode_key);
  comes_back(revocation_row{"ada", revoked::login, "7", 10, 20, "lost"}, decode_revocation);
  comes_back(account_row{"Ada", "$argon2id$", true, true, 10, 20, "https://a", "\x80"}, decode_account);
  comes_back(login_row{"local:ada", "new", "old", "phone", 10, 20, 30}, decode_login);
  comes_back(retained_event{"score", "left", "\x01", "u", "U", 5, "id"}, decode_retained);
  model::record r{model::key::make(3, 4), 10, 20, 30, 40, "e", "u", "U", "\x93\x01\x02\x03", "id", {}};
  const auto key = log_key(r.room, r.offset);
  comes_back(r, [&](std::string_view value) { return decode_record(key, value); });
  r.profile = "\x81\xa6"
              "avatar\xa1x";
  comes_back(r, [&](std::string_view value) { return decode_record(key, value); });
}

BOOST_AUTO_TEST_CASE(a_session_row_of_an_earlier_version_is_read) {
  model::packer p;
  p.array(4).text("ada").text("Ada").text("snug/1").integer(99);
  const auto row = decode_session(row_value(p));
  BOOST_REQUIRE(row);
  BOOST_CHECK((*row == session_row{"ada", "Ada", "snug/1", 99}));
}

BOOST_AUTO_TEST_CASE(the_bytes_of_access_rows_are_frozen) {
  BOOST_CHECK_EQUAL(encode(key_row{"s", "l", "h", model::scopes(3), 1, 2}), std::string("\x01\x96\xa1"
                                                                                        "s\xa1"
                                                                                        "l\xc4\x01"
                                                                                        "h\x03\x01\x02"));
  BOOST_CHECK_EQUAL(encode(revocation_row{"u", revoked::token, "t", 1, 2, ""}), std::string("\x01\x96\xa1"
                                                                                            "u\x03\xa1"
                                                                                            "t\x01\x02\xa0"));
  BOOST_CHECK_EQUAL(revocation_key("u", revoked::session, "7").substr(8), std::string("\x23\x02"
                                                                                      "7"));
  BOOST_CHECK_EQUAL(static_cast<int>(account_key("u")[8]), 32);
  BOOST_CHECK_EQUAL(static_cast<int>(login_key("u", 1)[8]), 33);
  BOOST_CHECK_EQUAL(static_cast<int>(api_key_key("u", "k")[8]), 34);
}

BOOST_AUTO_TEST_CASE(the_bytes_of_a_record_are_frozen) {
  const model::record r{model::key::make(1, 2), 3, 4, 5, 6, "e", "u", "", "\xc3", "", {}};
  BOOST_CHECK_EQUAL(log_key(r.room, r.offset), std::string("\x01\0\0\0\0\0\0\x02\x0d\0\0\0\0\0\0\0\x04", 17));
  // version, array of 8, commit, bytes so far, at, event, user, name, data as bin, id
  BOOST_CHECK_EQUAL(encode(r), std::string("\x01\x98\x03\x05\x06\xa1"
                                           "e\xa1"
                                           "u\xa0\xc4\x01\xc3\xa0"));
}

BOOST_AUTO_TEST_CASE(a_standing_that_cannot_be_read_lets_nobody_in) {
  memory_rows rows;
  const auto room = model::key::make(1, 1);
  rows.put(member_key(room, "ada"), "damaged");
  BOOST_CHECK(read_standing(rows, room, "ada").role == model::role::banned);
  BOOST_CHECK(read_standing(rows, room, "bob").role == model::role::none);
}

BOOST_AUTO_TEST_CASE(a_damaged_newest_record_does_not_give_its_offset_away) {
  memory_rows rows;
  const auto room = model::key::make(1, 1);
  rows.put(lineage_key(room), encode(lineage_row{{{7, 1}}, 1, 0, 0, 0}));
  rows.put(log_key(room, 1), encode(model::record{room, 1, 1, 11, 12, "e", "", "", "", "", {}}));
  rows.put(log_key(room, 2), "damaged");
  const auto head = read_head(rows, room);
  BOOST_REQUIRE(head);
  BOOST_CHECK_EQUAL(head->last, 2u);
  BOOST_CHECK_EQUAL(head->bytes_so_far, 11u);
  BOOST_CHECK_EQUAL(head->at, 12);
}

BOOST_AUTO_TEST_CASE(pages_keep_to_records_and_bytes_and_always_get_on) {
  memory_rows rows;
  const auto room = model::key::make(1, 1);
  for (std::uint64_t i = 1; i <= 10; ++i)
    rows.put(log_key(room, i),
             encode(model::record{room, i, i, 0, 0, "e", "", "", std::string(100, 'x'), "", {}}));
  const auto offsets = [](const log_page& page) {
    std::vector<std::uint64_t> all;
    for (const auto& r : page.records)
      all.push_back(r.offset);
    return all;
  };
  using list = std::vector<std::uint64_t>;
  const auto three = read_page(rows, room, 4, 3, 10'000);
  BOOST_TEST(offsets(three) == (list{5, 6, 7}), boost::test_tools::per_element());
  BOOST_CHECK(!three.complete);
  BOOST_TEST(offsets(read_page(rows, room, 4, 9, 250)) == (list{5, 6}), boost::test_tools::per_element());
  BOOST_TEST(offsets(read_page(rows, room, 4, 9, 5)) == (list{5}), boost::test_tools::per_element());
  const auto rest = read_page(rows, room, 7, 3, 10'000);
  BOOST_TEST(offsets(rest) == (list{8, 9, 10}), boost::test_tools::per_element());
  BOOST_CHECK(rest.complete);
  BOOST_CHECK(read_page(rows, room, UINT64_MAX, 3, 100).records.empty());
  const auto below = read_page_before(rows, room, 4, 2, 10'000);
  BOOST_TEST(offsets(below) == (list{2, 3}), boost::test_tools::per_element());
  BOOST_CHECK(!below.complete);
  BOOST_CHECK(read_page_before(rows, room, 3, 2, 10'000).complete);
}

BOOST_AUTO_TEST_CASE(expired_sessions_are_found_in_pieces) {
  memory_rows rows;
  const std::string user = "guest:ada";
  for (std::uint64_t id = 1; id <= 10; ++id)
    rows.put(session_key(user, id), encode(session_row{user, "", "", static_cast<std::int64_t>(id * 10)}));
  const auto partition = model::partition_of(user);
  const auto first = expired_sessions(rows, partition, 0, 50, 4);
  BOOST_CHECK_EQUAL(first.keys.size(), 4u);
  BOOST_CHECK_EQUAL(first.next, 4u);
  const auto second = expired_sessions(rows, partition, first.next, 50, 4);
  BOOST_REQUIRE_EQUAL(second.keys.size(), 1u);
  BOOST_CHECK_EQUAL(second.keys[0], session_key(user, 5));
  BOOST_CHECK_EQUAL(expired_sessions(rows, partition, second.next, 50, 4).next, 0u);
}

BOOST_AUTO_TEST_CASE(logins_that_are_over_are_found_apart_from_sessions) {
  memory_rows rows;
  const std::string user = "local:ada";
  rows.put(session_key(user, 1), encode(session_row{user, "", "", 10}));
  rows.put(login_key(user, 2), encode(login_row{user, "s", "", "", 0, 0, 10}));
  rows.put(login_key(user, 3), encode(login_row{user, "s", "", "", 0, 0, 90}));
  const auto ended = expired_sessions(rows, model::partition_of(user), 0, 50, 4, model::table::login);
  BOOST_REQUIRE_EQUAL(ended.keys.size(), 1u);
  BOOST_CHECK_EQUAL(ended.keys[0], login_key(user, 2));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(hashes)

namespace {
std::string hex(std::string_view bytes) {
  digest d;
  for (const char c : bytes)
    d.add({&c, 1});
  digest whole;
  whole.add(bytes);
  const auto in_pieces = d.finish();
  BOOST_CHECK(in_pieces == whole.finish());
  std::string out;
  for (const auto b : in_pieces) {
    out += "0123456789abcdef"[b >> 4];
    out += "0123456789abcdef"[b & 15];
  }
  return out;
}
} // namespace

BOOST_AUTO_TEST_CASE(the_digest_is_sha_256) {
  // FIPS 180-4 examples, and the lengths around a block's padding.
  BOOST_CHECK_EQUAL(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_CHECK_EQUAL(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_CHECK_EQUAL(hex(std::string(56, 'a')),
                    "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  BOOST_CHECK_EQUAL(hex(std::string(64, 'a')),
                    "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
  BOOST_CHECK_EQUAL(hex(std::string(1000, 'b')),
                    "f6f118e120e52be0bd0cfdf2794cd12c07686cc871235ac2f11459378e6d235b");
}

BOOST_AUTO_TEST_CASE(the_content_of_a_repeat_is_its_name_and_data) {
  BOOST_CHECK_EQUAL(fnv1a("foobar"), 0x85944171f73967e8ull); // from the FNV reference
  BOOST_CHECK(content_hash("a", "bc") != content_hash("ab", "c"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(drafts)

namespace {

std::vector<std::string> scanned(const model::row_source& rows, const std::string& first,
                                 const std::string& last, model::row_source::order direction,
                                 std::size_t limit) {
  std::vector<std::string> seen;
  rows.scan(first, last, direction, [&](std::string_view key, std::string_view value) {
    seen.push_back(std::string(key) + "=" + std::string(value));
    return seen.size() < limit;
  });
  return seen;
}

} // namespace

// A draft over rows must read as those rows would after its changes; checked against plain rows with random
// changes.
BOOST_AUTO_TEST_CASE(a_draft_reads_as_the_rows_will_be) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      std::mt19937 random(seed);
      const auto some_key = [&] { return std::string(1, static_cast<char>('a' + random() % 12)); };
      memory_rows below;
      for (int i = 0; i < 6; ++i)
        below.put(some_key(), "old");
      auto expected = below;
      draft rows(below);
      for (int step = 0; step < 12; ++step) {
        const auto key = some_key();
        const auto end = some_key();
        const auto what = random() % 3;
        const auto change = [&](model::rows& target) {
          switch (what) {
          case 0:
            target.put(key, "new" + std::to_string(step));
            break;
          case 1:
            target.erase(key);
            break;
          default:
            target.erase_range(key, end);
          }
        };
        change(rows);
        change(expected);
        const auto first = some_key();
        const auto last = some_key();
        const auto limit = 1 + random() % 6;
        for (const auto direction : {model::row_source::order::up, model::row_source::order::down})
          BOOST_TEST(scanned(rows, first, last, direction, limit) ==
                         scanned(expected, first, last, direction, limit),
                     boost::test_tools::per_element());
        for (char c = 'a'; c < 'a' + 12; ++c) {
          const std::string k(1, c);
          BOOST_CHECK(rows.get(k) == expected.get(k));
        }
      }
      below.apply(rows.take());
      BOOST_CHECK(below.all() == expected.all());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_offset_at_a_commit_number_is_found_whatever_the_log_looks_like) {
  const auto room = model::key::make(3, 7);
  for (std::uint64_t first : {1u, 5u}) {
    for (std::uint64_t length : {0u, 1u, 2u, 3u, 10u, 33u}) {
      memory_rows rows;
      const auto commit_of = [](std::uint64_t offset) { return offset * offset + 3; };
      for (auto offset = first; offset < first + length; ++offset) {
        if (length == 33 && offset % 7 == 0) continue; // a damaged row is as good as none
        model::record r;
        r.room = room;
        r.offset = offset;
        r.commit = commit_of(offset);
        r.name = "e";
        rows.put(log_key(room, offset), encode(r));
      }
      for (std::uint64_t commit = 0; commit < 1'600; ++commit) {
        std::optional<std::uint64_t> expected;
        for (auto offset = first; offset < first + length; ++offset)
          if ((length != 33 || offset % 7 != 0) && commit_of(offset) <= commit) expected = offset;
        BOOST_REQUIRE((offset_at(rows, room, commit) == expected));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
