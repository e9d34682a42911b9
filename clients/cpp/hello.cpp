#include "clients/cpp/hello.hpp"
#include "actors/model/packer.hpp"
#include <algorithm>

namespace snug::client {

std::string hello_data(const session_options& options, const std::string& resume) {
  const bool as_guest = options.token.empty() && !options.name.empty();
  model::packer pack;
  pack.map(1u + (options.token.empty() ? 0 : 1) + (resume.empty() ? 0 : 1) + (as_guest ? 1 : 0));
  if (!options.token.empty()) pack.text("token").text(options.token);
  if (!resume.empty()) pack.text("resume").text(resume);
  if (as_guest) pack.text("name").text(options.name);
  pack.text("client").map(2);
  pack.text("name").text(options.client_name).text("version").text(options.client_version);
  return std::move(pack).str();
}

greeting read_greeting(const model::value& reply) {
  constexpr std::uint64_t a_day = 86'400'000;
  greeting out;
  out.resume = reply.find("resume").text().value_or("");
  out.resumed = reply.find("resumed").boolean().value_or(false);
  const auto user = reply.find("user");
  out.user = user.is_map() ? user.find("user").text().value_or("") : user.text().value_or("");
  const auto heartbeat = reply.find("heartbeat");
  const auto interval = heartbeat.is_map() ? heartbeat.find("interval") : heartbeat;
  out.heartbeat_ms = static_cast<std::uint32_t>(std::min(interval.uint().value_or(0), a_day));
  out.max_message = reply.find("limits").find("message_bytes").uint().value_or(0);
  out.now = reply.find("now").integer().value_or(0);
  return out;
}

std::string join_data(const std::optional<model::position>& since, const std::string& code) {
  model::packer pack;
  pack.map((since ? 1u : 0u) + (code.empty() ? 0u : 1u));
  if (since) pack.text("since").map(2).text("epoch").uint(since->epoch).text("offset").uint(since->offset);
  if (!code.empty()) pack.text("code").text(code);
  return std::move(pack).str();
}

join_answer read_join(const model::value& reply) {
  const auto number = [](const model::value& map, std::string_view key) {
    return map.find(key).uint().value_or(0);
  };
  join_answer out;
  out.at = {number(reply, "epoch"), number(reply, "offset")};
  out.head = number(reply, "head");
  if (const auto gap = reply.find("gap"); gap.is_map())
    out.gap = model::gap{number(gap, "from"), number(gap, "to")};
  return out;
}

} // namespace snug::client
