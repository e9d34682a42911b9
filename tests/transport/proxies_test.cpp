#include "transport/address_number.hpp"
#include "transport/proxies.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using transport::proxies;

namespace {

/// The client that the header names to a server behind those proxies; "" for nobody.
bool names(const proxies& ours, std::string_view forwarded, std::string_view client) {
  const auto found = ours.client_in(forwarded);
  return client.empty() ? !found : found == config::read_address(client);
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxies_that_are_believed)

BOOST_AUTO_TEST_CASE(networks_are_read_and_hold_their_addresses) {
  const auto holds = [](std::string_view network, std::string_view address) {
    return config::network::parse(network).value().holds(config::read_address(address).value());
  };
  BOOST_TEST(holds("10.0.0.0/8", "10.255.0.1"));
  BOOST_TEST(!holds("10.0.0.0/8", "11.0.0.1"));
  BOOST_TEST(holds("10.1.2.3", "10.1.2.3"));
  BOOST_TEST(!holds("10.1.2.3", "10.1.2.4"));
  BOOST_TEST(holds("192.168.4.0/22", "192.168.7.255"));
  BOOST_TEST(!holds("192.168.4.0/22", "192.168.8.0"));
  BOOST_TEST(holds("fd00::/8", "fd12::1"));
  BOOST_TEST(!holds("fd00::/8", "fe80::1"));
  BOOST_TEST(holds("0.0.0.0/0", "1.2.3.4"));
  BOOST_TEST(!holds("0.0.0.0/0", "::1"));
  BOOST_TEST(holds("10.0.0.0/8", "::ffff:10.0.0.1"));
  for (const auto* wrong : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129", "localhost", "10.0.0"})
    BOOST_TEST(!config::network::parse(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(the_client_is_the_last_that_is_none_of_ours) {
  const proxies ours({"10.0.0.0/8", "::1"});
  BOOST_TEST(names(ours, "203.0.113.7", "203.0.113.7"));
  BOOST_TEST(names(ours, "198.51.100.1, 203.0.113.7", "203.0.113.7")); // the first is what a client wrote
  BOOST_TEST(names(ours, "203.0.113.7, 10.0.0.9,10.1.1.1", "203.0.113.7"));
  BOOST_TEST(names(ours, "203.0.113.7:4711", "203.0.113.7"));
  BOOST_TEST(names(ours, "[2001:db8::1]:4711", "2001:db8::1"));
  BOOST_TEST(names(ours, "2001:db8::1", "2001:db8::1"));
  BOOST_TEST(names(ours, "", ""));
  BOOST_TEST(names(ours, "10.0.0.9", ""));
  BOOST_TEST(names(ours, "203.0.113.7, unknown", ""));
  BOOST_TEST(names(ours, "203.0.113.7,", ""));
}

BOOST_AUTO_TEST_CASE(addresses_of_a_household_have_one_number) {
  const auto number = [](std::string_view text) {
    return transport::address_number(config::read_address(text).value());
  };
  BOOST_TEST(number("2001:db8:1:2::1") == number("2001:db8:1:2:ffff::9"));
  BOOST_TEST(number("2001:db8:1:2::1") != number("2001:db8:1:3::1"));
  BOOST_TEST(number("203.0.113.7") != number("203.0.113.8"));
  BOOST_TEST(number("127.0.0.1") == 0u);
  BOOST_TEST(number("::1") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
