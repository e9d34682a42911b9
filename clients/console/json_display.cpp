#include "clients/console/json_display.hpp"
#include "clients/console/json_text.hpp"
#include <iostream>

namespace snug::console {
namespace {

constexpr std::string_view name_of(client::phase phase) noexcept {
  switch (phase) {
  case client::phase::connecting:
    return "connecting";
  case client::phase::ready:
    return "ready";
  case client::phase::reconnecting:
    return "reconnecting";
  case client::phase::closed:
    return "closed";
  }
  return "";
}

} // namespace

void json_display::event(const told_event& event, bool) { std::cout << json_of(event) << std::endl; }

void json_display::state(const client::session_state& state) {
  std::cout << "{\"state\":" << quoted(name_of(state.now));
  if (state.now == client::phase::ready)
    std::cout << ",\"user\":" << quoted(state.user) << ",\"resumed\":" << (state.resumed ? "true" : "false");
  if (state.now == client::phase::reconnecting) std::cout << ",\"in_ms\":" << state.in_ms;
  if (state.code != 0) std::cout << ",\"code\":" << state.code << ",\"reason\":" << quoted(state.reason);
  std::cout << '}' << std::endl;
}

void json_display::joined(const std::string& room, bool again, std::uint64_t missed,
                          const std::optional<model::gap>& gap) {
  std::cout << "{\"joined\":" << quoted(room) << ",\"again\":" << (again ? "true" : "false")
            << ",\"missed\":" << missed;
  if (gap) std::cout << ",\"gap\":{\"from\":" << gap->from << ",\"to\":" << gap->to << '}';
  std::cout << '}' << std::endl;
}

void json_display::acknowledged(const pending_message& message, const std::string& reply) {
  std::cout << "{\"acknowledged\":" << quoted(message.id) << ",\"text\":" << quoted(message.text)
            << ",\"reply\":" << to_json(model::value(reply)) << '}' << std::endl;
}

void json_display::refused(const pending_message& message, const model::failure& why) {
  std::cout << "{\"refused\":" << quoted(message.id) << ",\"text\":" << quoted(message.text)
            << ",\"code\":" << quoted(model::name_of(why.code)) << ",\"message\":" << quoted(why.message)
            << '}' << std::endl;
}

void json_display::notice(const std::string& text) {
  std::cout << "{\"notice\":" << quoted(text) << '}' << std::endl;
}

void json_display::typing(const std::vector<std::string>&) {}

void json_display::pending(const std::vector<pending_message>&) {}

} // namespace snug::console
