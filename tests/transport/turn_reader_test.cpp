#include "transport/turn_reader.hpp"
#include <boost/test/unit_test.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace snug;
using transport::turn_reader;

namespace {

struct empty_store final : store::snapshot {
  std::optional<std::string> get(std::string_view) const override { return std::nullopt; }
  bool scan(std::string_view, std::string_view, order, const visitor&) const override { return true; }
  std::uint64_t last_commit() const noexcept override { return 7; }
};

/// Keeps jobs until the test lets them run.
struct kept_pool final : store::reader {
  void submit(job work) override { jobs.push_back(std::move(work)); }
  void run() {
    for (auto& job : std::exchange(jobs, {}))
      job(rows);
  }
  std::vector<job> jobs;
  empty_store rows;
};

struct asked_within_a_turn {
  asked_within_a_turn() { reads.bind(std::this_thread::get_id()); }
  void ask(int number) {
    reads.submit([this, number](const store::snapshot& rows) {
      BOOST_TEST(rows.last_commit() == 7u);
      done.push_back(number);
    });
  }
  kept_pool pool;
  turn_reader reads{pool};
  std::vector<int> done;
};

} // namespace

BOOST_AUTO_TEST_SUITE(reading_for_a_turn)

BOOST_FIXTURE_TEST_CASE(what_is_asked_in_one_turn_is_one_job_in_its_order, asked_within_a_turn) {
  for (int i = 0; i < 5; ++i)
    ask(i);
  BOOST_TEST(pool.jobs.empty());
  BOOST_TEST(reads.pending());
  reads.hand_over();
  BOOST_TEST(!reads.pending());
  BOOST_TEST(pool.jobs.size() == 1u);
  pool.run();
  BOOST_TEST((done == std::vector<int>{0, 1, 2, 3, 4}));
  reads.hand_over();
  BOOST_TEST(pool.jobs.empty());
}

BOOST_FIXTURE_TEST_CASE(no_snapshot_is_shared_by_too_many, asked_within_a_turn) {
  for (std::size_t i = 0; i < 2 * turn_reader::most_together + 1; ++i)
    ask(static_cast<int>(i));
  reads.hand_over();
  BOOST_TEST(pool.jobs.size() == 3u);
  pool.run();
  BOOST_TEST(done.size() == 2 * turn_reader::most_together + 1);
}

BOOST_FIXTURE_TEST_CASE(one_that_throws_takes_no_other_with_it, asked_within_a_turn) {
  ask(0);
  reads.submit([](const store::snapshot&) { throw std::runtime_error("made up"); });
  ask(1);
  reads.hand_over();
  BOOST_CHECK_THROW(pool.run(), std::runtime_error);
  BOOST_TEST((done == std::vector<int>{0, 1}));
}

BOOST_FIXTURE_TEST_CASE(another_thread_asks_the_pool_at_once, asked_within_a_turn) {
  std::thread([this] { ask(0); }).join();
  BOOST_TEST(pool.jobs.size() == 1u);
  BOOST_TEST(!reads.pending());
  pool.run();
}

BOOST_AUTO_TEST_SUITE_END()
