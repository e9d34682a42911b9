#include "clients/cpp/loop.hpp"
#include "clients/cpp/session.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;
namespace client = snug::client;

namespace {

/// A session of our own client, and how it stands.
class device {
public:
  device(client::loop& on, const live_node& node, std::string resume = {})
    : talk(on, options(node, resume), handlers()) {
    talk.open();
  }
  bool reaches(client::phase wanted) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 5s, [&] { return last_.now == wanted; });
  }
  std::uint16_t code() {
    const std::lock_guard lock(mutex_);
    return last_.code;
  }

private:
  static client::session_options options(const live_node& node, const std::string& resume) {
    client::session_options out;
    out.url = node.url();
    out.resume = resume;
    out.wait = {5, 20}; // would be back at once if it came back at all
    return out;
  }
  client::session_handlers handlers() {
    client::session_handlers out;
    out.state = [this](const client::session_state& state) {
      const std::lock_guard lock(mutex_);
      last_ = state;
      changed_.notify_all();
    };
    return out;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  client::session_state last_; ///< guarded by mutex_

public:
  client::session talk;
};

} // namespace

BOOST_AUTO_TEST_SUITE(replaced)

BOOST_AUTO_TEST_CASE(who_is_replaced_by_their_own_resume_token_stays_away) {
  live_node node([](auto& o) { o.shards = 3; });
  client::loop loop;
  device first(loop, node);
  BOOST_TEST_REQUIRE(first.reaches(client::phase::ready));
  device second(loop, node, first.talk.resume_token());
  BOOST_TEST(second.reaches(client::phase::ready));
  BOOST_TEST(first.reaches(client::phase::closed));
  BOOST_TEST(first.code() == 4410);
  std::this_thread::sleep_for(300ms);
  BOOST_TEST(first.talk.counters().connects == 1);
  BOOST_TEST(second.talk.counters().connects == 1);
}

BOOST_DATA_TEST_CASE(the_one_that_was_replaced_hears_nothing_more, boost::unit_test::data::make({1u, 3u}),
                     shards) {
  live_node node([shards](auto& o) { o.shards = shards; });
  native_client first(node.port(), {.name = "ada"});
  first.join("lobby");
  native_client second(node.port(), {.resume = first.resume()});
  BOOST_TEST(second.user() == first.user());
  BOOST_TEST(second.greeting().number("session") == first.greeting().number("session"));
  BOOST_TEST(first.close_code() == 4410);
  second.join("lobby");
  BOOST_TEST(second.say("lobby", "only here").ok);
  BOOST_TEST(second.next_durable()->text("text") == "only here");
  BOOST_TEST(!first.next_durable(50ms).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
