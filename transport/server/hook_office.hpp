#pragma once
#include "config/options.hpp"
#include "transport/hooks/connect_judge.hpp"
#include "transport/hooks/event_sender.hpp"
#include "transport/hooks/hook_desk.hpp"
#include "transport/hooks/rpc_desk.hpp"
#include "transport/hooks/web_clients.hpp"
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace snug::server {

/// What asks a back end, made from a configuration, which may be replaced while serving. All of it is there
/// always; where no address is configured nobody is asked, and no thread runs.
class hook_office {
public:
  using options = decltype(config::options::hooks);
  /// Outlives it, and the reader and journal have stopped calling back before it goes.
  struct surroundings {
    store::journal& journal;
    store::reader& reader;
    actors::fan_out& out;
    const store::clock& clock;
    store::random_source& random;
    std::uint64_t store_id;
    std::function<void(std::string_view line)> log;
    std::function<void(std::string_view line)> audit;
  };
  explicit hook_office(const surroundings& around);
  ~hook_office();

  /// Goes by `with` from now on; requests that are under way end as they began. Where something is wrong with
  /// it nothing changes, and the answer says what; "" else.
  [[nodiscard]] std::string take(const options& with);

  [[nodiscard]] transport::hooks::hook_desk& desk() noexcept { return desk_; }
  [[nodiscard]] transport::hooks::event_sender& sender() noexcept { return sender_; }
  [[nodiscard]] transport::hooks::rpc_desk& rpc() noexcept { return rpc_; }
  [[nodiscard]] transport::hooks::connect_judge& connect() noexcept { return connect_; }

  /// Begins to send what waits.
  void start();
  /// Nothing is sent any more; what is under way is answered. Before the journal stops.
  void stop();

private:
  transport::hooks::web_clients web_;
  transport::hooks::hook_desk desk_;
  transport::hooks::event_sender sender_;
  transport::hooks::rpc_desk rpc_;
  transport::hooks::connect_judge connect_;
};

} // namespace snug::server
