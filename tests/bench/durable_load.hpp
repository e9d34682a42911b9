#pragma once
#include "clients/load/measure/histogram.hpp"
#include "clients/load/measure/process_meter.hpp"
#include "tests/bench/crowd.hpp"
#include <optional>
#include <string>
#include <vector>

namespace snug::bench {

/// Writers of durable messages, each in a room of its own and with one message under way: the next is sent
/// when the last is acknowledged. Checks that offsets have no holes and that the event of each message comes
/// once.
class durable_load final : public crowd::audience {
public:
  struct outcome {
    double messages = 0;
    double seconds = 0;
    double per_second = 0;
    double written_kib = 0;        ///< handed to files, per message
    double server_cpu_us = 0;      ///< per message
    double p50_ms = 0, p99_ms = 0; ///< from sending to the acknowledgement
  };

  /// All of `writers` have come in, each into its own room.
  durable_load(load::event_loop& loop, crowd& writers, load::process_meter server);
  ~durable_load() override;
  durable_load(const durable_load&) = delete;
  durable_load& operator=(const durable_load&) = delete;

  /// The first `count` of them write for `seconds`. Nothing where a message was refused, lost, doubled or out
  /// of order: then `complaint` says which.
  [[nodiscard]] std::optional<outcome> run(std::size_t count, double seconds, std::size_t text_bytes = 200);
  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }

  void heard(std::uint32_t member, const load::native_message& message, std::uint64_t now) override;

private:
  struct writer {
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t told = 0;   ///< events of its own messages
    std::uint64_t offset = 0; ///< of the last event; 0: none yet
    std::uint64_t sent_at = 0;
  };

  void write(std::uint32_t number);
  void told(std::uint32_t member, std::uint64_t offset);
  [[nodiscard]] std::uint64_t acknowledged() const noexcept;
  [[nodiscard]] bool quiet() const noexcept;
  [[nodiscard]] bool sound();

  load::event_loop& loop_;
  crowd& crowd_;
  load::process_meter server_;
  std::vector<writer> writers_;
  bool writing_ = false;
  load::histogram latencies_;
  std::string complaint_;
  std::string text_;
  std::string scratch_;
};

} // namespace snug::bench
