#include "transport/hello_desk.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include <algorithm>

namespace snug::transport {

namespace {

std::string_view text_of(const model::value& map, std::string_view key) {
  return map.find(key).text().value_or(std::string_view{});
}

/// "name/version", for the log.
std::string client_of(const model::value& hello) {
  constexpr std::size_t longest = 64;
  const auto client = hello.find("client");
  std::string out(text_of(client, "name").substr(0, longest));
  if (const auto version = text_of(client, "version"); !version.empty()) {
    out += '/';
    out += version.substr(0, longest);
  }
  // It goes into log lines: a client must not forge them.
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < 0x21 || c > 0x7e; }, '?');
  return out;
}

actors::comeback way_back(const arrival& came) {
  using what = actors::comeback::what;
  if (came.recovers) return {what::exactly, came.commit};
  return {came.device.empty() ? what::nowhere : what::rooms, 0};
}

} // namespace

std::variant<hello_desk::welcome, authenticator::rejection>
hello_desk::greet(const model::return_address& from, const arrival& came, std::string_view data) const {
  const model::value hello(data);
  const auto now = clock_.wall_ms();
  authenticator::credentials given{text_of(hello, "token"), text_of(hello, "resume"), text_of(hello, "name")};
  if (given.token.empty()) given.token = came.bearer;
  if (given.token.empty()) given.ticket = came.ticket;
  given.vouched = came.vouched;
  given.device = came.device;
  auto judged = who_is_it_.admit(given, now, clock_.steady_ms());
  if (auto* no = std::get_if<authenticator::rejection>(&judged)) return std::move(*no);
  auto& in = std::get<authenticator::admission>(judged);
  welcome out;
  out.heartbeat_events = text_of(hello, "heartbeat") == "event";
  out.greeting.brings_rooms = text_of(hello, "rooms") == "mine";
  out.greeting.from = from;
  out.greeting.who = in.who;
  out.greeting.resumed = in.resumed;
  out.greeting.client = client_of(hello);
  out.greeting.resume_until = in.resume_until;
  out.greeting.reply = answer(in, now);
  out.greeting.keeps_rooms = came.keeps_rooms;
  if (came.keeps_rooms && in.resumed) out.greeting.back = way_back(came);
  return out;
}

std::string hello_desk::answer(const authenticator::admission& in, std::int64_t now) const {
  model::packer p;
  const auto expires = in.who->expires_at;
  p.map(expires ? 10 : 9);
  p.text("session").uint(in.who->session);
  p.text("resume").text(in.resume);
  p.text("resumed").boolean(in.resumed);
  p.text("user").text(in.who->user);
  p.text("heartbeat").uint(settings_.heartbeat_interval_ms);
  p.text("limits").map(3);
  p.text("message_bytes").uint(settings_.message_bytes);
  p.text("commands").uint(settings_.commands_in_flight);
  p.text("rooms").uint(settings_.commands.rooms_of(*in.who));
  p.text("node").text(std::to_string(settings_.node));
  p.text("nodes").array(static_cast<std::uint32_t>(settings_.nodes.size()));
  for (const auto& node : settings_.nodes)
    p.text(node);
  p.text("now").integer(now);
  if (expires) p.text("expires").integer(expires);
  return std::move(p).str();
}

std::variant<hello_desk::renewal, authenticator::rejection> hello_desk::renew(const model::identity& before,
                                                                              std::string_view token) const {
  const auto now = clock_.wall_ms();
  auto judged = who_is_it_.renew(before, token, now);
  if (auto* no = std::get_if<authenticator::rejection>(&judged)) return std::move(*no);
  auto& who = std::get<model::identity_ptr>(judged);
  auto reply = model::packer{}.map(2).text("expires").integer(who->expires_at).text("now").integer(now).str();
  return renewal{std::move(who), std::move(reply)};
}

} // namespace snug::transport
