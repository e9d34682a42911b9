#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::model;

namespace {

constexpr field fields[] = {
    {"text", field_type::text, true, 1, 10, "a bounded text"},
    {"limit", field_type::integer, false, 1, 100, "a bounded integer"},
    {"type", field_type::choice, false, 0, 0, "a choice", "text|image|file"},
    {"flag", field_type::boolean, false, 0, 0, "a flag"},
    {"blob", field_type::bytes, false, 0, 4, "bytes"},
    {"ratio", field_type::number, false, 0, 0, "a number"},
    {"extra", field_type::map, false, 0, 8, "a map"},
    {"items", field_type::list, false, 0, 8, "a list"},
    {"data", field_type::any, false, 0, 8, "anything"},
    {"count", field_type::integer, false, 0, 0, "an integer without bounds"},
};

/// "<field> <rule>" of the first complaint about {text: "x", <name>: <value>}; "" where there is none.
std::string complaint_about(std::string_view name, const packer& value) {
  packer p;
  p.map(name == "text" ? 1 : 2);
  if (name != "text") p.text("text").text("x");
  p.text(name).raw(value.str());
  arguments args;
  const auto c = read_arguments(p.str(), fields, args);
  return c ? c->field + " " + c->rule : "";
}

} // namespace

BOOST_AUTO_TEST_SUITE(arguments_)

BOOST_AUTO_TEST_CASE(fields_are_read_by_their_place_in_the_table) {
  const auto data = packer()
                        .map(5)
                        .text("flag")
                        .boolean(true)
                        .text("limit")
                        .uint(7)
                        .text("unheard of")
                        .array(1)
                        .nil()
                        .text("text")
                        .text("hello")
                        .text("data")
                        .array(1)
                        .uint(1)
                        .str();
  arguments args;
  BOOST_TEST(!read_arguments(data, fields, args));
  BOOST_TEST(args.text(0) == "hello");
  BOOST_TEST(args.uint(1) == 7u);
  BOOST_TEST(!args.has(2));
  BOOST_TEST(args.flag(3));
  BOOST_TEST(args.raw(8) == "\x91\x01");
}

BOOST_AUTO_TEST_CASE(nil_and_nothing_are_an_empty_map) {
  constexpr field optional[] = {{"text", field_type::text, false, 1, 10, "a text"}};
  arguments args;
  BOOST_TEST(!read_arguments("", optional, args));
  BOOST_TEST(!read_arguments("\xc0", optional, args));
  BOOST_TEST(!args.has(0));
  const auto c = read_arguments("", fields, args);
  BOOST_REQUIRE(c);
  BOOST_TEST(c->field == "text");
  BOOST_TEST(c->rule == "is missing");
}

BOOST_AUTO_TEST_CASE(a_field_that_is_nil_is_absent) {
  BOOST_TEST(complaint_about("limit", packer().nil()) == "");
  BOOST_TEST(complaint_about("text", packer().nil()) == "text is missing");
}

BOOST_AUTO_TEST_CASE(data_that_is_no_map_is_refused) {
  arguments args;
  BOOST_TEST((read_arguments("\x01", fields, args) == complaint{"data", "must be a map"}));
  BOOST_TEST((read_arguments("\x90", {}, args) == complaint{"data", "must be a map"}));
}

BOOST_AUTO_TEST_CASE(each_rule_is_said_in_plain_words) {
  BOOST_TEST(complaint_about("text", packer().uint(1)) == "text must be a string");
  BOOST_TEST(complaint_about("text", packer().text("")) == "text must be at least 1 byte");
  BOOST_TEST(complaint_about("text", packer().text("12345678901")) == "text must be at most 10 bytes");
  BOOST_TEST(complaint_about("text", packer().text("1234567890")) == "");
  BOOST_TEST(complaint_about("limit", packer().text("1")) == "limit must be an integer");
  BOOST_TEST(complaint_about("limit", packer().number(1.0)) == "limit must be an integer");
  BOOST_TEST(complaint_about("limit", packer().uint(0)) == "limit must be at least 1");
  BOOST_TEST(complaint_about("limit", packer().integer(-1)) == "limit must be at least 1");
  BOOST_TEST(complaint_about("limit", packer().uint(101)) == "limit must be at most 100");
  BOOST_TEST(complaint_about("limit", packer().uint(100)) == "");
  BOOST_TEST(complaint_about("count", packer().integer(-1)) == "count must be at least 0");
  BOOST_TEST(complaint_about("count", packer().uint(UINT64_MAX)) == "");
  BOOST_TEST(complaint_about("type", packer().uint(1)) == "type must be a string");
  BOOST_TEST(complaint_about("type", packer().text("video")) == "type must be one of text, image, file");
  BOOST_TEST(complaint_about("type", packer().text("text|image")) == "type must be one of text, image, file");
  BOOST_TEST(complaint_about("type", packer().text("")) == "type must be one of text, image, file");
  BOOST_TEST(complaint_about("type", packer().text("file")) == "");
  BOOST_TEST(complaint_about("flag", packer().uint(1)) == "flag must be true or false");
  BOOST_TEST(complaint_about("blob", packer().text("abc")) == "blob must be bytes");
  BOOST_TEST(complaint_about("blob", packer().bytes("12345")) == "blob must be at most 4 bytes");
  BOOST_TEST(complaint_about("ratio", packer().text("1.5")) == "ratio must be a number");
  BOOST_TEST(complaint_about("ratio", packer().integer(-3)) == "");
  BOOST_TEST(complaint_about("extra", packer().array(0)) == "extra must be a map");
  BOOST_TEST(complaint_about("extra", packer().map(1).text("k").text("1234567")) ==
             "extra must be at most 8 bytes");
  BOOST_TEST(complaint_about("items", packer().map(0)) == "items must be a list");
  BOOST_TEST(complaint_about("items", packer().array(0)) == "");
  BOOST_TEST(complaint_about("data", packer().text("12345678")) == "data must be at most 8 bytes");
}

BOOST_AUTO_TEST_CASE(the_first_complaint_follows_the_table_not_the_data) {
  const auto data =
      packer().map(3).text("flag").uint(1).text("limit").text("x").text("text").text("ok").str();
  arguments args;
  const auto c = read_arguments(data, fields, args);
  BOOST_REQUIRE(c);
  BOOST_TEST(c->field == "limit");
}

BOOST_AUTO_TEST_CASE(what_was_read_before_is_forgotten) {
  arguments args;
  BOOST_TEST(
      !read_arguments(packer().map(2).text("text").text("a").text("limit").uint(5).str(), fields, args));
  BOOST_TEST(!read_arguments(packer().map(1).text("text").text("b").str(), fields, args));
  BOOST_TEST(!args.has(1));
}

BOOST_AUTO_TEST_CASE(a_complaint_is_told_as_bad_request_with_its_field) {
  const auto f = refuse({"text", "is missing"});
  BOOST_TEST((f.code == error_code::bad_request));
  BOOST_TEST(f.field == "text");
  BOOST_TEST(f.message == "text is missing");
  BOOST_TEST(refuse({"", "a rule"}).message == "a rule");
}

BOOST_AUTO_TEST_SUITE_END()
