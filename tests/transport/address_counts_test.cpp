#include "transport/address_counts.hpp"
#include "transport/address_number.hpp"
#include <arpa/inet.h>
#include <boost/test/unit_test.hpp>
#include <netinet/in.h>
#include <string>

using namespace snug::transport;

namespace {

std::uint64_t number_of(const std::string& text) {
  if (text.find(':') == text.npos) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    BOOST_REQUIRE(inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1);
    return address_number(reinterpret_cast<const sockaddr&>(four));
  }
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  BOOST_REQUIRE(inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1);
  return address_number(reinterpret_cast<const sockaddr&>(six));
}

} // namespace

BOOST_AUTO_TEST_SUITE(limits_by_address)

BOOST_AUTO_TEST_CASE(a_household_has_one_number_whatever_address_of_its_64_it_comes_from) {
  BOOST_TEST(number_of("2001:db8:1:2::1") == number_of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  BOOST_TEST(number_of("2001:db8:1:2::1") != number_of("2001:db8:1:3::1"));
  BOOST_TEST(number_of("192.0.2.1") != number_of("192.0.2.2"));
  BOOST_TEST(number_of("::ffff:192.0.2.1") == number_of("192.0.2.1"));
}

BOOST_AUTO_TEST_CASE(the_loopback_is_not_counted) {
  for (const auto* here : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
    BOOST_TEST(number_of(here) == 0u, here);
}

BOOST_AUTO_TEST_CASE(an_address_has_so_many_and_others_are_not_concerned) {
  address_counts counts;
  const auto enter = [&](arrival& who) { return counts.enter(who, {2, 3}); };
  const auto one = number_of("2001:db8:1:2::1"), same = number_of("2001:db8:1:2::2");
  arrival first{one}, second{same}, third{one}, other{number_of("2001:db8:1:4::1")};
  BOOST_TEST(enter(first));
  BOOST_TEST(enter(second));
  BOOST_TEST(!enter(third)); // two may be strangers
  BOOST_TEST(enter(other));
  counts.identified(second);
  BOOST_TEST(enter(third));
  counts.identified(first);
  counts.identified(third);
  arrival fourth{one};
  BOOST_TEST(!enter(fourth)); // three may be there at all
  counts.left(same);
  BOOST_TEST(enter(fourth));
}

BOOST_AUTO_TEST_CASE(a_connection_counts_for_the_address_that_its_proxy_names) {
  address_counts counts;
  const address_counts::bounds most{1, 1};
  const auto one = number_of("192.0.2.1"), two = number_of("192.0.2.2");
  arrival first{}, second{}; // the proxy itself isn't counted
  BOOST_TEST(counts.enter(first, most));
  BOOST_TEST(counts.enter(second, most));
  BOOST_TEST(counts.move(first, one, most));
  BOOST_TEST(counts.move(first, one, most)); // the next request on it
  BOOST_TEST(!counts.move(second, one, most));
  BOOST_TEST(counts.move(first, two, most));
  BOOST_TEST(counts.move(second, one, most));
}

BOOST_AUTO_TEST_SUITE_END()
