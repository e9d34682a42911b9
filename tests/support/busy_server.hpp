#pragma once
#include "tests/support/chatting_pair.hpp"
#include "tests/support/live_node.hpp"
#include <boost/test/unit_test.hpp>

namespace snug::test {

/// A server on which two clients talk all the while; whatever a test does beside them, its end finds that
/// they lost nothing and waited for nobody.
struct busy_server {
  explicit busy_server(unsigned shards = 1)
    : node([shards](auto& o) { o.shards = shards; })
    , pair(node.url()) {
    BOOST_REQUIRE(pair.start());
  }
  ~busy_server() {
    const auto talk = pair.finish();
    BOOST_TEST(talk.said > 0u);
    BOOST_TEST(talk.heard == talk.said);
    BOOST_TEST(talk.refused == 0u);
    BOOST_TEST(talk.wrong == 0u);
  }
  busy_server(const busy_server&) = delete;
  busy_server& operator=(const busy_server&) = delete;

  live_node node;
  chatting_pair pair;
};

} // namespace snug::test
