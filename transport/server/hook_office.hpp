#pragma once
#include "config/options.hpp"
#include "transport/hooks/connect_judge.hpp"
#include "transport/hooks/event_sender.hpp"
#include "transport/hooks/hook_desk.hpp"
#include "transport/hooks/rpc_desk.hpp"
#include "transport/hooks/web_client.hpp"
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace snug::server {

/// What asks a back end, made from a configuration; nothing of it runs where no address is configured.
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
    std::function<void(std::string_view line)> log;
    std::function<void(std::string_view line)> audit;
  };
  hook_office(const options& with, const surroundings& around);
  ~hook_office();

  /// What is wrong with the configuration; "" where nothing is.
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }
  [[nodiscard]] transport::hooks::hook_desk& desk() noexcept { return desk_; }
  /// These may be nullptr.
  [[nodiscard]] transport::hooks::event_sender* sender() noexcept { return sender_.get(); }
  [[nodiscard]] transport::hooks::rpc_desk* rpc() noexcept { return rpc_.get(); }
  [[nodiscard]] transport::hooks::connect_judge* connect() noexcept { return connect_.get(); }

  /// Begins to send what waits.
  void start();
  /// Nothing is sent any more; what is under way is answered. Before the journal stops.
  void stop();

private:
  [[nodiscard]] transport::hooks::envelope envelope_to(const std::string& url, std::string_view option,
                                                       std::string_view kind, std::uint32_t timeout_ms);

  const options with_;
  std::string trouble_;
  transport::hooks::hook_desk desk_;
  std::unique_ptr<transport::hooks::web_client> web_;
  std::unique_ptr<transport::hooks::event_sender> sender_;
  std::unique_ptr<transport::hooks::rpc_desk> rpc_;
  std::unique_ptr<transport::hooks::connect_judge> connect_;
};

} // namespace snug::server
