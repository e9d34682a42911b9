#include "transport/delivery.hpp"
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace {
std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size) {
  ++allocations;
  if (auto* p = std::malloc(size == 0 ? 1 : size)) return p;
  throw std::bad_alloc();
}
} // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }

using namespace snug;

namespace {

const auto lobby = model::key::make(3, 7);
constexpr auto without_end = [] { return true; };

/// Sockets that take everything.
struct open_wire final : transport::wire {
  [[nodiscard]] bool clogged(const transport::peer&) const override { return false; }
  [[nodiscard]] bool write(transport::peer&, std::string_view piece) override {
    ++writes;
    bytes += piece.size();
    return true;
  }
  void call_when_writable(transport::peer&) override {}
  std::size_t writes = 0, bytes = 0;
};

/// A room with receivers of both dialects.
struct room_full {
  explicit room_full(std::size_t receivers) {
    for (std::size_t i = 0; i < receivers; ++i) {
      auto& p = peers.open();
      p.now = transport::peer::stage::open;
      p.speech = static_cast<std::uint8_t>(i % transport::spoken_dialects().size());
      (void)rooms.add(p, lobby, "lobby", 0).place.begin(true);
    }
  }

  /// What eight events and their writing allocate.
  std::size_t tell_ephemeral() {
    const auto before = allocations.load();
    out.post(events);
    flusher.flush(without_end);
    return allocations - before;
  }
  std::size_t tell_durable() {
    auto record = std::make_shared<model::record>();
    record->room = lobby;
    record->offset = ++offset;
    record->name = "message.sent";
    record->data = "\x80";
    const transport::subscription::record_ptr shared = std::move(record);
    const auto before = allocations.load();
    out.told(shared, [](auto&&...) {});
    flusher.flush(without_end);
    return allocations - before;
  }

  transport::ring_pool pool;
  transport::peer_table peers{pool};
  transport::room_subscribers rooms;
  open_wire wire;
  transport::flusher flusher{wire, {[](transport::peer&) {}, [](transport::peer&) {}}};
  transport::delivery out{0, rooms, flusher, 1u << 20};
  std::uint64_t offset = 0;
  std::vector<std::shared_ptr<const model::ephemeral_event>> events = [] {
    std::vector<std::shared_ptr<const model::ephemeral_event>> made;
    for (int i = 0; i < 8; ++i) {
      model::ephemeral_event e;
      e.room = lobby;
      e.room_name = "lobby";
      e.name = "cursor";
      e.data = "\x80";
      e.at = 1;
      made.push_back(std::make_shared<const model::ephemeral_event>(std::move(e)));
    }
    return made;
  }();
};

} // namespace

BOOST_AUTO_TEST_SUITE(allocations_of_fan_out)

BOOST_AUTO_TEST_CASE(a_receiver_of_ephemeral_events_costs_none) {
  room_full few(10), many(1'000);
  for (int i = 0; i < 3; ++i) { // scratch space and rings are there now
    few.tell_ephemeral();
    many.tell_ephemeral();
  }
  const auto before = many.wire.writes;
  const auto for_few = few.tell_ephemeral();
  BOOST_TEST(many.tell_ephemeral() == for_few);
  BOOST_TEST(for_few <= 8u * transport::spoken_dialects().size()); // a frame of each event in each dialect
  BOOST_TEST(many.wire.writes - before == 1'000u);
}

BOOST_AUTO_TEST_CASE(a_receiver_of_durable_events_costs_none) {
  room_full few(10), many(1'000);
  for (int i = 0; i < 3; ++i) {
    few.tell_durable();
    many.tell_durable();
  }
  const auto before = many.wire.writes;
  const auto for_few = few.tell_durable();
  BOOST_TEST(many.tell_durable() == for_few);
  BOOST_TEST(for_few <= transport::spoken_dialects().size());
  BOOST_TEST(many.wire.writes - before == 1'000u);
}

BOOST_AUTO_TEST_CASE(writing_that_is_never_done_costs_none) {
  constexpr std::size_t sockets = 10;
  room_full busy(sockets);
  const auto tell_all_and_write_to = [&](std::size_t some) {
    busy.out.post(busy.events);
    busy.flusher.flush([&] { return --some > 0; });
    return busy.flusher.pending();
  };
  for (int i = 0; i < 100; ++i)
    tell_all_and_write_to(sockets - 1);
  const auto frames = busy.tell_ephemeral();
  (void)tell_all_and_write_to(sockets - 1);
  const auto before = allocations.load();
  constexpr std::size_t rounds = 10'000;
  for (std::size_t i = 0; i < rounds; ++i)
    BOOST_REQUIRE(tell_all_and_write_to(sockets - 1));
  BOOST_TEST(allocations - before <= rounds * frames);
}

BOOST_AUTO_TEST_CASE(the_counter_counts) {
  const auto before = allocations.load();
  const auto one = std::make_unique<std::string>(100, 'x');
  BOOST_TEST(allocations - before == 2u);
  BOOST_TEST(one->size() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()
