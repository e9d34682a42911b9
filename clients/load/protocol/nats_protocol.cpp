#include "clients/load/protocol/nats_protocol.hpp"
#include <charconv>

namespace snug::load {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view subscription = "1"; ///< a client is in one room

} // namespace

void nats_protocol::greet(std::string& out, const identity&) {
  rest_.clear();
  asked_.clear();
  out += R"(CONNECT {"verbose":false,"pedantic":false,"echo":false,"headers":false,"name":"snug-load"})";
  out += line_end;
  ask(out, question::greeting);
}

void nats_protocol::join(std::string& out, std::string_view room, position) {
  out.append("SUB ").append(room).append(" ").append(subscription).append(line_end);
  ask(out, question::joining);
}

void nats_protocol::leave(std::string& out, std::string_view) {
  out.append("UNSUB ").append(subscription).append(line_end);
  ask(out, question::leaving);
}

void nats_protocol::publish(std::string& out, const publication& what) {
  out.append("PUB ").append(what.room).append(" ").append(std::to_string(what.text.size())).append(line_end);
  out.append(what.text).append(line_end);
}

void nats_protocol::ask(std::string& out, question what) {
  asked_.push_back(what);
  out.append("PING").append(line_end);
}

void nats_protocol::read(std::string_view message, peer_listener& hears, std::string& out) {
  if (!rest_.empty()) message = rest_.append(message);
  std::size_t taken = 0;
  while (const auto size = take(message.substr(taken), hears, out))
    taken += size;
  if (taken == message.size()) return rest_.clear();
  std::string behind(message.substr(taken)); // `message` may point into `rest_`
  rest_ = std::move(behind);
}

std::size_t nats_protocol::take(std::string_view bytes, peer_listener& hears, std::string& out) {
  const auto end = bytes.find(line_end);
  if (end == bytes.npos) return 0;
  const auto line = bytes.substr(0, end);
  if (line.starts_with("MSG ")) return take_message(bytes, line, hears);
  if (line == "PING")
    out.append("PONG").append(line_end);
  else if (line == "PONG")
    answered(hears);
  else if (line.starts_with("-ERR"))
    hears.refused(0, line);
  else if (!line.starts_with("INFO ") && line != "+OK")
    hears.confused("received something that isn't NATS");
  return end + line_end.size();
}

// MSG <subject> <subscription> [reply-to] <bytes>
std::size_t nats_protocol::take_message(std::string_view bytes, std::string_view line, peer_listener& hears) {
  const auto behind_subject = line.find(' ', 4);
  const auto last_space = line.rfind(' ');
  std::size_t size = 0;
  const auto number = line.substr(last_space + 1);
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), size);
  const auto begin = line.size() + line_end.size();
  if (behind_subject == line.npos || parsed.ec != std::errc{}) {
    hears.confused("received a message of NATS without a size");
    return begin;
  }
  if (bytes.size() < begin + size + line_end.size()) return 0;
  told_event event;
  event.of_load = true;
  event.name = ephemeral_event;
  event.room = line.substr(4, behind_subject - 4);
  event.text = bytes.substr(begin, size);
  hears.told(event);
  return begin + size + line_end.size();
}

void nats_protocol::answered(peer_listener& hears) {
  if (asked_.empty()) return hears.confused("received a PONG it didn't ask for");
  const auto what = asked_.front();
  asked_.pop_front();
  switch (what) {
  case question::greeting:
    return hears.welcomed("", "");
  case question::joining:
    return hears.joined({}, 0, false);
  case question::leaving:
    return hears.left();
  }
}

} // namespace snug::load
