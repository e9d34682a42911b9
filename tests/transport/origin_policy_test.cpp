#include "transport/origin_policy.hpp"
#include <boost/test/unit_test.hpp>

using snug::transport::origin_policy;

BOOST_AUTO_TEST_SUITE(who_may_connect_from_a_page)

BOOST_AUTO_TEST_CASE(without_a_list_only_the_same_origin_may) {
  const origin_policy p({}, {"chat.example"});
  BOOST_TEST(p.origin_allowed("https://chat.example", "chat.example"));
  BOOST_TEST(p.origin_allowed("http://127.0.0.1:7684", "127.0.0.1:7684"));
  BOOST_TEST(!p.origin_allowed("https://evil.example", "chat.example"));
  BOOST_TEST(!p.origin_allowed("http://127.0.0.1:8000", "127.0.0.1:7684"));
  BOOST_TEST(!p.origin_allowed("null", "chat.example"));
}

BOOST_AUTO_TEST_CASE(with_a_list_only_those_on_it_may) {
  const origin_policy p({"https://app.example"}, {});
  BOOST_TEST(p.origin_allowed("https://app.example", "localhost"));
  BOOST_TEST(!p.origin_allowed("http://app.example", "localhost"));
  BOOST_TEST(!p.origin_allowed("http://localhost", "localhost"));
  BOOST_TEST(!p.origin_allowed("https://app.example.evil", "localhost"));
}

BOOST_AUTO_TEST_CASE(whoever_is_no_browser_names_no_origin) {
  BOOST_TEST(origin_policy({}, {}).origin_allowed("", "x"));
}

BOOST_AUTO_TEST_CASE(the_host_is_an_address_or_a_name_of_ours) {
  const origin_policy p({}, {"chat.example"});
  for (const char* host : {"127.0.0.1", "127.0.0.1:7684", "[::1]:7684", "[fe80::1]", "localhost",
                           "LOCALHOST:1", "chat.example", "Chat.Example:443"})
    BOOST_TEST(p.host_allowed(host), host);
  for (const char* host : {"", "evil.example", "chat.example.evil", "1.2.3", "127.0.0.1.nip.io", "[evil]"})
    BOOST_TEST(!p.host_allowed(host), host);
}

BOOST_AUTO_TEST_SUITE_END()
