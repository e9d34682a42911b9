#pragma once
#include "clients/load/measure/histogram.hpp"
#include "clients/load/measure/process_meter.hpp"
#include "tests/bench/crowd.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snug::bench {

/// One sender, many receivers of one room, closed loop: `window` messages are under way, the next is sent
/// when one has reached every receiver. Checks while it measures that everybody receives everything once and
/// in order.
class fan_out final : public crowd::audience {
public:
  struct outcome {
    double deliveries = 0;
    double seconds = 0;
    double server_cpu_us = 0;      ///< per delivery
    double client_busy = 0;        ///< share of its core that this process used, 0 to 1
    double p50_ms = 0, p99_ms = 0; ///< from sending to each receiver
  };

  /// `receivers` and `sender` have come in; the sender is its crowd's first member.
  fan_out(load::event_loop& loop, crowd& receivers, crowd& sender, load::process_meter server);
  ~fan_out() override;
  fan_out(const fan_out&) = delete;
  fan_out& operator=(const fan_out&) = delete;

  /// Sends for `seconds`, then waits until everything under way has arrived. Nothing where a message was
  /// lost, doubled or out of order: then `complaint` says which.
  [[nodiscard]] std::optional<outcome> run(std::size_t window, double seconds,
                                           std::size_t payload_bytes = 100);
  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }

  void heard(std::uint32_t member, const load::native_message& message, std::uint64_t now) override;

private:
  static constexpr std::size_t max_window = 1024;

  void send_what_fits(std::size_t payload_bytes);
  [[nodiscard]] bool sound();

  load::event_loop& loop_;
  crowd& receivers_;
  crowd& sender_;
  load::process_meter server_;
  std::size_t window_ = 1;
  std::uint64_t sent_ = 0;          ///< messages, all runs
  std::uint64_t done_ = 0;          ///< messages that have reached everybody
  std::vector<std::uint64_t> next_; ///< by receiver: the message it must get next
  std::vector<std::uint32_t>
      outstanding_; ///< by message modulo `max_window`: receivers that don't have it yet
  load::histogram latencies_;
  std::string complaint_;
  std::string payload_;
  std::string scratch_;
};

} // namespace snug::bench
