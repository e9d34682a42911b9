#include "tests/support/sanitized.hpp"
#include "transport/server/heap_keeper.hpp"
#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

using snug::server::heap_keeper;

namespace {

constexpr std::size_t mib = 1u << 20;

} // namespace

BOOST_AUTO_TEST_SUITE(the_heap_keeper)

BOOST_AUTO_TEST_CASE(sweeps_when_enough_lies_idle_and_once_a_minute_at_most) {
  heap_keeper keeper;
  keeper.swept({12 * mib, 10 * mib}, 1'000);              // 2 MiB always lie idle: stacks and the like
  BOOST_TEST(!keeper.due({40 * mib, 38 * mib}, 100'000)); // much is used, nothing more is idle
  BOOST_TEST(keeper.due({40 * mib, 30 * mib}, 100'000));
  BOOST_TEST(!keeper.due({40 * mib, 30 * mib}, 60'000));
}

BOOST_AUTO_TEST_CASE(does_not_sweep_for_what_the_last_sweep_could_not_give_back) {
  heap_keeper keeper;
  keeper.swept({30 * mib, 10 * mib}, 1'000);
  BOOST_TEST(!keeper.due({30 * mib + mib / 2, 10 * mib}, 100'000));
  BOOST_TEST(keeper.due({32 * mib, 10 * mib}, 100'000));
}

BOOST_AUTO_TEST_CASE(gives_back_what_a_burst_left_in_the_middle_of_the_heap) {
  if (snug::test::sanitized) return; // their own malloc keeps other books
  heap_keeper keeper;
  std::vector<std::unique_ptr<char[]>> burst(4'000), kept;
  for (auto& piece : burst)
    piece.reset(new char[8'000]());
  // What lies behind and in between keeps malloc from giving it back by itself.
  for (std::size_t i = 99; i < burst.size(); i += 100)
    kept.push_back(std::move(burst[i]));
  keeper.look(1);
  burst.clear();
  const auto before = heap_keeper::measure().resident;
  keeper.look(2 + heap_keeper::at_most_every_ms);
  const auto after = heap_keeper::measure().resident;
  BOOST_TEST(before > after + 16 * mib);
}

BOOST_AUTO_TEST_SUITE_END()
