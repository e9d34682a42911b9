#pragma once
#include "clients/load/measure/histogram.hpp"
#include "clients/load/measure/process_meter.hpp"
#include "tests/bench/crowd.hpp"
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace snug::bench {

/// Two people in a room of their own say ephemeral things to each other a hundred times a second, first
/// alone, then while the server's disk stands still and many writers each have several large durable
/// publishes under way. Everything must be answered or refused.
class stalled_disk final {
public:
  struct outcome {
    double answered = 0, refused = 0; ///< of the large publishes
    double alone_p99_ms = 0;          ///< of the two, before
    double beside_p99_ms = 0;         ///< while the disk stands still
    double grown_mib = 0; ///< the server's anonymous memory at its highest, above what it was before
  };

  /// Both crowds have come in; `pair` has two members, in a room without writers. `stall(true)` stops the
  /// disk.
  stalled_disk(load::event_loop& loop, crowd& writers, crowd& pair, load::process_meter server,
               std::function<void(bool)> stall);

  /// Nothing where an answer or an event is missing: then `complaint` says which.
  [[nodiscard]] std::optional<outcome> run(double alone_seconds, double stalled_seconds);
  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }

private:
  struct answers final : crowd::audience {
    void heard(std::uint32_t, const load::native_message& message, std::uint64_t) override;
    std::uint64_t ok = 0, refused = 0;
  };
  struct chat final : crowd::audience {
    void heard(std::uint32_t, const load::native_message& message, std::uint64_t now) override;
    std::uint64_t said = 0, heard_of = 0;
    load::histogram times;
  };

  /// The two talk for `seconds`; the p99 of what they heard. `watch` is called every 10 ms.
  double talk(double seconds, const std::function<void()>& watch);
  void write_much();
  [[nodiscard]] bool sound();

  load::event_loop& loop_;
  crowd& writers_;
  crowd& pair_;
  load::process_meter server_;
  std::function<void(bool)> stall_;
  answers answers_;
  chat chat_;
  std::string complaint_;
};

} // namespace snug::bench
