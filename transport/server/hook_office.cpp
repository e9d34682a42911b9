#include "transport/server/hook_office.hpp"
#include "transport/http/message.hpp"
#include <utility>

namespace snug::server {

namespace hooks = transport::hooks;

namespace {

/// The envelopes of a configuration, as far as there are addresses.
class envelopes {
public:
  explicit envelopes(const hook_office::options& with)
    : with_(with) {}

  [[nodiscard]] std::optional<hooks::envelope> to(const std::string& url, std::string_view option,
                                                  std::string_view kind, std::uint32_t timeout_ms) {
    if (url.empty()) return std::nullopt;
    auto address = hooks::web_address::parse(url);
    if (!address && trouble_.empty())
      trouble_ = std::string(option) + " is no address that can be asked: \"" + url + "\"";
    return hooks::envelope{address.value_or(hooks::web_address{}), with_.secret, kind, timeout_ms};
  }
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

private:
  const hook_office::options& with_;
  std::string trouble_;
};

} // namespace

hook_office::hook_office(const surroundings& around)
  : desk_(around.journal, around.out, around.audit)
  , sender_({around.journal, around.reader, web_, around.clock, around.random, around.store_id, around.log})
  , rpc_({web_, around.out, around.clock, around.random})
  , connect_({web_, around.out, around.clock, around.random}) {}

hook_office::~hook_office() { stop(); }

std::string hook_office::take(const options& with) {
  envelopes each(with);
  auto events = each.to(with.url, "hooks.url", "event", with.timeout_ms);
  auto rpc = each.to(with.rpc_url, "hooks.rpc_url", "command", with.rpc_timeout_ms);
  auto connect = each.to(with.connect_url, "hooks.connect_url", "connect", with.connect_timeout_ms);
  if (!each.trouble().empty()) return each.trouble();
  sender_.take({std::move(events),
                {with.in_flight, with.attempts, {with.first_retry_ms, with.last_retry_ms}, 1'000},
                with.max_dead});
  rpc_.take(std::move(rpc), with.rpc_in_flight);
  std::vector<std::string> headers;
  for (const auto& name : with.connect_headers)
    headers.push_back(transport::http::lower(name));
  connect_.take(std::move(connect), with.connect_in_flight, std::move(headers));
  return {};
}

void hook_office::start() { sender_.start(); }

void hook_office::stop() {
  sender_.stop();
  web_.stop();
}

} // namespace snug::server
