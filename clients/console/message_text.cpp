#include "clients/console/message_text.hpp"
#include "clients/console/json_text.hpp"
#include "clients/console/safe_text.hpp"
#include <ctime>

namespace snug::console {

told_event told_event::copy_of(const client::incoming_event& event) {
  return {std::string(event.name),
          std::string(event.room),
          std::string(event.data.raw()),
          std::string(event.user),
          std::string(event.display_name),
          std::string(event.id),
          event.offset,
          event.at};
}

told_event told_event::from_history(const model::value& entry, const std::string& room) {
  const auto text = [](const model::value& v) { return std::string(v.text().value_or("")); };
  const auto from = entry.find("from");
  told_event out{text(entry.find("event")), room, std::string(entry.find("data").raw()), {}, {}, {}, 0, 0};
  if (from.is_map()) {
    out.user = text(from.find("user"));
    out.display_name = text(from.find("name"));
  }
  out.id = text(entry.find("id"));
  out.offset = entry.find("offset").uint().value_or(0);
  out.at = entry.find("at").integer().value_or(0);
  return out;
}

std::string clock_text(std::int64_t at) {
  const auto seconds = static_cast<std::time_t>(at / 1'000);
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[16];
  return {text, std::strftime(text, sizeof text, "%H:%M:%S", &local)};
}

std::string who_text(std::string_view user, std::string_view name) {
  if (user.empty()) return "server";
  return safe_text(name.empty() ? user : name);
}

std::string message_text(const told_event& event) {
  const auto head = "[" + clock_text(event.at) + "] " + who_text(event.user, event.display_name);
  const model::value data(event.data);
  if (event.name != "message.sent")
    return head + " * " + safe_text(event.name) + " " + safe_text(to_json(data));
  const auto type = data.find("type").text().value_or("text");
  const auto kind = type == "text" ? std::string() : " (" + safe_text(type) + ")";
  return head + kind + ": " + safe_text(data.find("text").text().value_or(""));
}

std::string json_of(const told_event& event) {
  std::string out = "{\"event\":" + quoted(event.name) + ",\"room\":" + quoted(event.room);
  out += ",\"data\":" + to_json(model::value(event.data)) + ",\"offset\":" + std::to_string(event.offset);
  out += ",\"from\":";
  if (event.user.empty()) {
    out += "null";
  } else {
    out += "{\"user\":" + quoted(event.user);
    if (!event.display_name.empty()) out += ",\"name\":" + quoted(event.display_name);
    out += '}';
  }
  out += ",\"at\":" + std::to_string(event.at);
  if (!event.id.empty()) out += ",\"id\":" + quoted(event.id);
  return out + '}';
}

std::vector<std::string> names_in(const model::value& users, std::string_view except_user) {
  std::vector<std::string> out;
  for (std::size_t i = 0; users.is_array() && i < users.size(); ++i) {
    const auto one = users.at(i);
    const auto user = one.find("user").text().value_or("");
    if (!user.empty() && user != except_user)
      out.push_back(who_text(user, one.find("name").text().value_or("")));
  }
  return out;
}

std::string enumerate(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

} // namespace snug::console
