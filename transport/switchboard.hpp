#pragma once
#include "actors/ports/fan_out.hpp"
#include "store/ports/journal.hpp"
#include "transport/node_parts.hpp"
#include "transport/parcel_desk.hpp"
#include "transport/shard.hpp"
#include "transport/traffic.hpp"
#include "transport/transport_settings.hpp"
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace snug::transport {

/// All shards of a node: where actors, the journal and readers reach sockets. Made before the journal (it is
/// what the journal tells) and ended behind it.
class switchboard final : public actors::fan_out,
                          public everywhere,
                          public store::commit_listener,
                          public parcel_desk::way_out {
public:
  explicit switchboard(transport_settings settings);
  ~switchboard() override;

  /// Listens and starts the shards. Returns what went wrong, or nothing. Called once.
  [[nodiscard]] std::optional<std::string> start(const node_parts& parts);
  /// The port it listens on.
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// The port it serves TLS on; 0: none.
  [[nodiscard]] std::uint16_t tls_port() const noexcept { return tls_port_; }

  /// Who is told of replies to parcels; before anything is asked.
  void set_parcels(parcel_desk& parcels) noexcept { parcels_ = &parcels; }

  /// Takes the limits of `next` over: for connections that are open, too. Any thread.
  void take_limits(const transport_settings& next);

  /// No new connections; everybody is told to come back (4000) and given until `patience` is over to go.
  /// Blocks; returns how many were left. Not on a shard's thread.
  std::size_t drain(std::chrono::milliseconds patience);
  /// Ends actors, sockets and threads. The reader may still call back until the object goes.
  void stop();

  [[nodiscard]] bool draining() const noexcept { return draining_.load(); }
  [[nodiscard]] traffic_totals totals() const noexcept;
  [[nodiscard]] std::size_t bytes_in_flight() const noexcept { return shared_.budget.taken(); }

  /// Has a command carried out that comes from no connection; its reply goes to `command.from`. Any thread.
  void ask(model::command command) override;
  void reply(model::reply reply) override;
  void post(std::shared_ptr<const model::ephemeral_event> event, std::uint64_t shards) override;
  void tell(const model::return_address& peer, std::shared_ptr<const model::ephemeral_event> event) override;
  void subscribe(actors::subscription_request request) override;
  void unsubscribe(const model::return_address& peer, model::key room) override;
  void attend(const model::return_address& peer, model::key room, std::uint64_t topics) override;
  void hold(const model::return_address& peer, model::key room) override;
  void lift(const model::return_address& peer, model::key room) override;
  void still(const model::return_address& peer, bool on) override;
  void greeted(const model::return_address& peer, model::identity_ptr who) override;
  void close(const model::return_address& peer, model::close_code code, std::string reason) override;

  void revoke(std::shared_ptr<const facets::revocation_row> row) override;
  void call_the_roll(std::string user, roll_call::answer done) override;

  void committed(const store::commit_group_ptr& group) noexcept override;

private:
  struct place {
    const std::string& address;
    std::uint16_t port;
  };
  /// A listener for each shard, and the port they share; or what went wrong.
  [[nodiscard]] std::optional<std::string>
  listen(const place& at, std::vector<std::unique_ptr<listener>>& ports, std::uint16_t& port) const;
  void send(const model::return_address& to, transport::post what);

  const transport_settings settings_;
  shared_limits shared_;
  std::optional<node_parts> parts_;
  parcel_desk* parcels_ = nullptr;
  std::vector<std::unique_ptr<shard>> shards_;
  std::atomic<bool> standing_{false}; ///< `shards_` doesn't change any more
  std::atomic<bool> draining_{false};
  std::uint16_t port_ = 0;
  std::uint16_t tls_port_ = 0;
};

} // namespace snug::transport
