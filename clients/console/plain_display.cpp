#include "clients/console/plain_display.hpp"
#include "clients/console/connect_options.hpp"
#include "clients/console/safe_text.hpp"
#include <cstdio>
#include <iostream>

namespace snug::console {

std::string state_text(const client::session_state& state) {
  const auto because = state.reason.empty() ? "" : ": " + safe_text(state.reason);
  const auto code = state.code == 0 || state.code == 1006 ? "" : " (" + std::to_string(state.code) + ")";
  switch (state.now) {
  case client::phase::connecting:
    return "connecting";
  case client::phase::ready:
    return (state.resumed ? "resumed as " : "connected as ") + safe_text(state.user);
  case client::phase::reconnecting: {
    char wait[32];
    std::snprintf(wait, sizeof wait, "%.1f s", static_cast<double>(state.in_ms) / 1'000);
    return std::string("reconnecting in ") + wait + because + code;
  }
  case client::phase::closed:
    return state.code == static_cast<std::uint16_t>(model::close_code::normal) ? "closed"
                                                                               : "closed" + because + code;
  }
  return {};
}

std::string joined_text(const std::string& room, bool again, std::uint64_t missed,
                        const std::optional<model::gap>& gap) {
  std::string out = again ? "back in " + safe_text(room) : "joined " + safe_text(room);
  if (again) out += ", " + std::to_string(missed) + " missed";
  if (gap && gap->to >= gap->from)
    out += "; " + std::to_string(gap->to - gap->from + 1) + " older events are gone (" +
           std::to_string(gap->from) + " to " + std::to_string(gap->to) + ")";
  return out;
}

void plain_display::event(const told_event& event, bool) {
  if (event.name == "message.sent" || event.offset != 0)
    std::cout << message_text(event) << std::endl;
  else if (event.name == "presence.joined" || event.name == "presence.left")
    notice(enumerate(names_in(model::value(event.data).find("users"))) +
           (event.name == "presence.joined" ? " came in" : " left"));
  else if (!event.name.starts_with("presence.") && !event.name.starts_with("typing."))
    std::cout << message_text(event) << std::endl;
}

void plain_display::state(const client::session_state& state) { notice(state_text(state)); }

void plain_display::joined(const std::string& room, bool again, std::uint64_t missed,
                           const std::optional<model::gap>& gap) {
  notice(joined_text(room, again, missed, gap));
}

void plain_display::acknowledged(const pending_message&, const std::string&) {}

void plain_display::refused(const pending_message& message, const model::failure& why) {
  notice("not sent: " + safe_text(message.text) + " – " + describe(why));
}

void plain_display::notice(const std::string& text) { std::cerr << "-- " << text << std::endl; }

void plain_display::typing(const std::vector<std::string>&) {}

void plain_display::pending(const std::vector<pending_message>&) {}

} // namespace snug::console
