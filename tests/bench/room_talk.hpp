#pragma once
#include "tests/bench/crowd.hpp"
#include "tests/bench/latencies.hpp"
#include "tests/bench/process_meter.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snug::bench {

/// Many small rooms in which everybody talks to everybody else. Closed loop: each member says the next thing
/// when the others of its room have all heard the one before. Open loop: so many deliveries a second are
/// offered, member after member, and a latency counts from the moment a message was due. Checks while it
/// measures that everybody hears everything once, in the order each author said it, and nothing of other
/// rooms.
class room_talk final : public crowd::audience {
public:
  struct outcome {
    double deliveries = 0;
    double seconds = 0;
    double server_cpu_us = 0;      ///< per delivery
    double client_busy = 0;        ///< share of its core that this process used, 0 to 1
    double p50_ms = 0, p99_ms = 0; ///< to each receiver
  };

  /// `people` have come in; member i is in room i modulo `rooms`, and each room has as many.
  room_talk(event_loop& loop, crowd& people, std::size_t rooms, process_meter server);
  ~room_talk() override;
  room_talk(const room_talk&) = delete;
  room_talk& operator=(const room_talk&) = delete;

  /// Nothing where something was lost, doubled, swapped or misdirected: then `complaint` says which.
  [[nodiscard]] std::optional<outcome> closed(double seconds);
  [[nodiscard]] std::optional<outcome> open(double seconds, double deliveries_per_second);
  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }

  void heard(std::uint32_t member, const native::incoming& message, std::uint64_t now) override;

private:
  struct author {
    std::uint64_t said = 0;
    std::uint32_t unheard = 0; ///< others who don't have the newest yet (closed loop)
  };

  void say(std::uint32_t member, std::uint64_t due);
  [[nodiscard]] bool sound();
  [[nodiscard]] std::optional<outcome> measure(double seconds, bool closed, double messages_per_second);
  void offer(std::uint64_t begin, double messages_per_second);

  event_loop& loop_;
  crowd& people_;
  const std::size_t rooms_;
  const std::size_t per_room_;
  process_meter server_;
  bool closed_ = false; ///< whoever has been heard by all speaks again
  std::vector<author> authors_;
  std::vector<std::uint64_t> next_;  ///< by receiver and place in the room: the message it must hear next
  std::vector<std::uint32_t> ready_; ///< have been heard by all
  std::uint64_t offered_ = 0;        ///< messages of this open loop
  std::uint64_t said_ = 0;
  std::uint64_t heard_ = 0;
  latencies latencies_;
  std::string complaint_;
  std::string payload_;
  std::string scratch_;
};

} // namespace snug::bench
