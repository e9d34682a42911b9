#pragma once
#include "config/metrics.hpp"
#include "store/store.hpp"
#include "transport/hooks/event_sender.hpp"
#include "transport/http/node_view.hpp"
#include "transport/switchboard.hpp"
#include <mutex>

namespace snug::server {

/// The node in numbers, for `/status`, `/ready` and `/metrics`. Any thread: reads atomics, and keeps the last
/// reading behind a lock for the rates.
class node_figures final : public transport::http::node_view {
public:
  /// Rates are taken over at least this long.
  static constexpr std::int64_t rate_window_ms = 2'000;

  node_figures(const store::store& rows, const transport::switchboard& shards, const store::clock& clock,
               unsigned shard_count, std::uint64_t map_bytes, const transport::hooks::event_sender& hooks);

  [[nodiscard]] std::string not_ready() const override;
  [[nodiscard]] transport::http::node_status status() const override;
  [[nodiscard]] std::string metrics() const override;

private:
  struct reading {
    std::int64_t at = 0;
    std::uint64_t commands = 0;
    std::uint64_t events = 0;
  };
  struct rates {
    double commands = 0;
    double events = 0;
  };
  [[nodiscard]] rates rates_of(const transport::traffic_totals& now) const;

  const store::store& rows_;
  const transport::switchboard& shards_;
  const store::clock& clock_;
  const unsigned shard_count_;
  const std::uint64_t map_bytes_;
  const transport::hooks::event_sender& hooks_;
  const std::int64_t started_;
  mutable std::mutex mutex_;
  mutable reading last_;             ///< guarded by mutex_
  mutable rates current_;            ///< guarded by mutex_
  mutable config::metrics registry_; ///< filled when somebody asks
};

} // namespace snug::server
