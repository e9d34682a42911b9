#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/random_payload.hpp"
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <random>

using namespace snug;
using model::check_payload;
using model::packer;
using model::value_length;
using test::hex;
using test::repeat;

namespace {

/// The rule `bytes` break, "" where they are sound.
std::string rule_of(std::string_view bytes) { return std::string(check_payload(bytes).value_or("")); }

constexpr auto cut_short = "is cut short";

} // namespace

BOOST_AUTO_TEST_SUITE(payload_)

BOOST_AUTO_TEST_CASE(every_form_of_the_profile_is_sound) {
  const char* table[] = {
      "c0",                            // nil
      "c2",                            // false
      "c3",                            // true
      "00",                            // 0
      "7f",                            // 127
      "e0",                            // -32
      "ff",                            // -1
      "cc 01",                         // 1, longer than need be
      "cd 01 00",                      // 256
      "ce 00 01 00 00",                // 65536
      "cf ff ff ff ff ff ff ff ff",    // 2^64 - 1
      "d0 80",                         // -128
      "d1 80 00",                      // -32768
      "d2 80 00 00 00",                // -2^31
      "d3 80 00 00 00 00 00 00 00",    // -2^63
      "ca 3f c0 00 00",                // 1.5, single
      "cb 3f f8 00 00 00 00 00 00",    // 1.5, double
      "ca 7f c0 00 00",                // not a number
      "a0",                            // ""
      "a3 61 62 63",                   // "abc"
      "d9 01 61",                      // "a", str 8
      "da 00 01 61",                   // "a", str 16
      "db 00 00 00 01 61",             // "a", str 32
      "a4 f0 9d 84 9e",                // U+1D11E
      "c4 02 ff fe",                   // bytes
      "c5 00 01 ff",                   // bytes, bin 16
      "c6 00 00 00 01 ff",             // bytes, bin 32
      "90",                            // []
      "93 01 02 03",                   // [1, 2, 3]
      "dc 00 01 c0",                   // [nil], array 16
      "dd 00 00 00 01 c0",             // [nil], array 32
      "80",                            // {}
      "82 a1 61 01 a1 62 80",          // {a: 1, b: {}}
      "de 00 01 a1 61 c0",             // {a: nil}, map 16
      "df 00 00 00 01 a1 61 c0",       // {a: nil}, map 32
      "82 a1 61 81 a1 62 01 a1 62 90", // {a: {b: 1}, b: []}: the same key in another map
  };
  for (const auto* bytes : table) {
    BOOST_TEST(rule_of(hex(bytes)) == "", bytes);
    BOOST_TEST(value_length(hex(bytes) + "\x01").value_or(0) == hex(bytes).size(), bytes);
  }
}

BOOST_AUTO_TEST_CASE(what_breaks_the_profile_is_told_by_its_rule) {
  const std::pair<std::string, const char*> table[] = {
      {"", cut_short},
      {"c1", "has a byte that MessagePack doesn't use"},
      {"01 02", "must be exactly one value"},
      {"d4 01 00", "must not contain extension types"},                  // fixext 1
      {"d8 01" + repeat(" 00", 16), "must not contain extension types"}, // fixext 16
      {"c7 01 05 00", "must not contain extension types"},               // ext 8
      {"c8 00 01 05 00", "must not contain extension types"},            // ext 16
      {"c9 00 00 00 01 05 00", "must not contain extension types"},      // ext 32
      {"92 01 d6 ff 00 00 00 00", "must not contain extension types"},   // a timestamp in a list
      {"81 01 02", "must have strings for map keys"},                    // {1: 2}
      {"81 c4 01 61 02", "must have strings for map keys"},              // a key of bytes
      {"81 90 02", "must have strings for map keys"},                    // {[]: 2}
      {"82 a1 61 01 a1 61 02", "must not repeat a map key"},             // {a: 1, a: 2}
      {"82 a1 61 01 d9 01 61 02", "must not repeat a map key"},          // the same key, encoded otherwise
      {"82 a0 01 a0 02", "must not repeat a map key"},                   // {"": 1, "": 2}
      {"81 a1 78 82 a1 61 01 a1 61 02", "must not repeat a map key"},    // deeper
      {"a1 ff", "must be valid UTF-8"},
      {"a2 c0 80", "must be valid UTF-8"},       // NUL, overlong
      {"a3 ed a0 80", "must be valid UTF-8"},    // a surrogate
      {"a4 f4 90 80 80", "must be valid UTF-8"}, // above U+10FFFF
      {"a1 e2", "must be valid UTF-8"},          // half a character
      {"81 a1 ff 01", "must be valid UTF-8"},    // in a key
      {"dd ff ff ff ff c0", cut_short},          // four thousand million values in one byte
      {"df ff ff ff ff c0", cut_short},
      {"df 80 00 00 00 c0", cut_short}, // twice as many as 32 bits hold
      {"db ff ff ff ff 61", cut_short},
      {"c6 ff ff ff ff 61", cut_short},
      {"c9 ff ff ff ff 05 61", cut_short},
  };
  for (const auto& [bytes, rule] : table)
    BOOST_TEST(rule_of(hex(bytes)) == rule, bytes);
}

BOOST_AUTO_TEST_CASE(a_value_cut_short_anywhere_is_refused) {
  const auto whole = packer()
                         .map(5)
                         .text("list")
                         .array(3)
                         .uint(1)
                         .uint(70'000)
                         .integer(-40'000)
                         .text("text")
                         .text(std::string(300, 'x'))
                         .text("number")
                         .number(0.1)
                         .text("bytes")
                         .bytes("\x01\x02")
                         .text("inner")
                         .map(1)
                         .text("k")
                         .nil()
                         .str();
  BOOST_TEST(rule_of(whole) == "");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    BOOST_TEST(rule_of(whole.substr(0, i)) == cut_short);
    BOOST_TEST(!value_length(std::string_view(whole).substr(0, i)));
  }
}

BOOST_AUTO_TEST_CASE(nesting_is_bounded_at_32) {
  BOOST_TEST(rule_of(repeat("\x91", 31) + "\x90") == "");
  BOOST_TEST(rule_of(repeat("\x91", 32) + "\xc0") == "");
  BOOST_TEST(rule_of(repeat("\x91", 32) + "\x90") == "must be nested at most 32 deep");
  BOOST_TEST(rule_of(repeat("\x81\xa1k", 33) + "\xc0") == "must be nested at most 32 deep");
  BOOST_TEST(rule_of(repeat("\x91", 1000) + "\xc0") == "must be nested at most 32 deep");
  BOOST_TEST(rule_of(repeat("\x91", 1'000'000) + "\xc0") == "must be nested at most 32 deep");
}

BOOST_AUTO_TEST_CASE(elements_are_bounded_at_65536_wherever_they_stand) {
  const auto list = [](std::uint32_t n) { return packer().array(n).str() + std::string(n, '\x01'); };
  BOOST_TEST(rule_of(list(65'535)) == "");
  BOOST_TEST(rule_of(list(65'536)) == "must have at most 65536 elements");
  // Four lists of which none is too long by itself.
  const auto four =
      packer().array(4).raw(list(16'384)).raw(list(16'384)).raw(list(16'384)).raw(list(16'384)).str();
  BOOST_TEST(rule_of(four) == "must have at most 65536 elements");
}

BOOST_AUTO_TEST_CASE(a_repeated_key_is_found_among_few_and_among_many) {
  for (const std::uint32_t size : {2u, 8u, 9u, 100u, 129u, 5000u, 32'767u}) {
    const auto map = [size](std::uint32_t repeated) {
      packer p;
      p.map(size);
      for (std::uint32_t i = 0; i < size; ++i)
        p.text("k" + std::to_string(i == repeated ? 0 : i)).nil();
      return std::move(p).str();
    };
    BOOST_TEST(rule_of(map(0)) == "", size);
    BOOST_TEST(rule_of(map(size - 1)) == "must not repeat a map key", size);
    BOOST_TEST(rule_of(map(size / 2 == 0 ? 1 : size / 2)) == "must not repeat a map key", size);
  }
}

BOOST_AUTO_TEST_CASE(the_worst_map_costs_milliseconds) {
  // Long keys that differ at their end only: the dearest to compare.
  packer p;
  p.map(32'767);
  for (int i = 0; i < 32'767; ++i)
    p.text(std::string(26, 'x') + std::to_string(10'000 + i)).nil();
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(rule_of(p.str()) == "");
  // Comparing each key with each takes seconds; a sorted map a few milliseconds even in a debug build.
  BOOST_TEST(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < 0.5);
}

BOOST_AUTO_TEST_CASE(random_values_of_the_profile_are_sound) {
  test::random_payload make(20'240'601);
  for (int i = 0; i < 3000; ++i) {
    const auto bytes = make.make();
    BOOST_REQUIRE_EQUAL(rule_of(bytes), "");
    BOOST_REQUIRE_EQUAL(value_length(bytes + "\xc1").value_or(0), bytes.size());
  }
}

BOOST_AUTO_TEST_CASE(damaged_bytes_are_refused_or_sound_and_can_be_walked_either_way) {
  test::random_payload make(7);
  std::size_t refused = 0;
  for (int i = 0; i < 3000; ++i) {
    auto bytes = make.make(4);
    for (auto n = 1 + make.below(4); n > 0; --n)
      bytes[make.below(bytes.size())] = static_cast<char>(make.below(256));
    refused += check_payload(bytes).has_value();
    const model::value v(bytes);
    // Views never reach beyond the bytes, sound or not.
    for (std::size_t k = 0; k < 3; ++k)
      BOOST_REQUIRE(v.at(k).raw().size() <= bytes.size());
    BOOST_REQUIRE(v.find("a0").raw().size() <= bytes.size());
    BOOST_REQUIRE(v.text().value_or("").size() <= bytes.size());
  }
  BOOST_TEST(refused > 500u);
}

BOOST_AUTO_TEST_SUITE_END()
