#include "transport/server/hook_office.hpp"
#include "transport/http/message.hpp"

namespace snug::server {

namespace hooks = transport::hooks;

hook_office::hook_office(const options& with, const surroundings& around)
  : with_(with)
  , desk_(around.journal, around.out, around.audit) {
  const std::string* const urls[] = {&with.url, &with.rpc_url, &with.connect_url};
  bool any = false, tls = false;
  for (const auto* url : urls) {
    any = any || !url->empty();
    tls = tls || url->starts_with("https://");
  }
  if (!any) return;
  web_ = std::make_unique<hooks::web_client>(tls);
  if (!web_->good()) trouble_ = "hooks: the HTTP client could not be set up";
  if (!with.url.empty())
    sender_ = std::make_unique<hooks::event_sender>(
        hooks::event_sender::surroundings{around.journal, around.reader, *web_, around.clock, around.random,
                                          around.log},
        envelope_to(with.url, "hooks.url", "event", with.timeout_ms),
        hooks::send_plan::rules{
            with.in_flight, with.attempts, {with.first_retry_ms, with.last_retry_ms}, 1'000},
        with.max_dead);
  if (!with.rpc_url.empty())
    rpc_ = std::make_unique<hooks::rpc_desk>(
        hooks::rpc_desk::surroundings{*web_, around.out, around.clock, around.random},
        envelope_to(with.rpc_url, "hooks.rpc_url", "command", with.rpc_timeout_ms), with.rpc_in_flight);
  if (with.connect_url.empty()) return;
  std::vector<std::string> headers;
  for (const auto& name : with.connect_headers)
    headers.push_back(transport::http::lower(name));
  connect_ = std::make_unique<hooks::connect_judge>(
      hooks::connect_judge::surroundings{*web_, around.out, around.clock, around.random},
      envelope_to(with.connect_url, "hooks.connect_url", "connect", with.connect_timeout_ms),
      with.connect_in_flight, std::move(headers));
}

hook_office::~hook_office() { stop(); }

hooks::envelope hook_office::envelope_to(const std::string& url, std::string_view option,
                                         std::string_view kind, std::uint32_t timeout_ms) {
  auto address = hooks::web_address::parse(url);
  if (!address && trouble_.empty())
    trouble_ = std::string(option) + " is no address that can be asked: \"" + url + "\"";
  return {address.value_or(hooks::web_address{}), with_.secret, kind, timeout_ms};
}

void hook_office::start() {
  if (sender_) sender_->start();
}

void hook_office::stop() {
  if (sender_) sender_->stop();
  if (web_) web_->stop();
}

} // namespace snug::server
