#include "config/line_formatter.hpp"
#include "config/logging.hpp"
#include <chrono>
#include <cstdio>
#include <ctime>
#include <spdlog/details/log_msg.h>
#include <string>
#include <string_view>

namespace snug::config {

namespace {

std::string timestamp(spdlog::log_clock::time_point at) {
  using namespace std::chrono;
  const auto ms = duration_cast<milliseconds>(at.time_since_epoch()).count();
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  const auto size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  const auto more = std::snprintf(text + size, sizeof text - size, ".%03dZ", static_cast<int>(ms % 1000));
  return {text, size + static_cast<std::size_t>(more)};
}

std::string_view name_of(spdlog::level::level_enum level) {
  switch (level) {
  case spdlog::level::trace:
    return "trace";
  case spdlog::level::debug:
    return "debug";
  case spdlog::level::info:
    return "info";
  case spdlog::level::warn:
    return "warn";
  default:
    return "error";
  }
}

/// With JSON's escapes in both formats; quotes need one in JSON only.
void escape(std::string_view text, bool json, std::string& out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", byte);
      out += code;
    } else {
      if (json && (c == '"' || c == '\\')) out += '\\';
      out += c;
    }
  }
}

} // namespace

void line_formatter::format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) {
  const std::string_view component{message.logger_name.data(), message.logger_name.size()};
  const auto text = without_tokens({message.payload.data(), message.payload.size()});
  auto line = (json_ ? "{\"time\":\"" : "") + timestamp(message.time);
  const auto level = name_of(message.level);
  if (json_)
    line.append("\",\"level\":\"").append(level).append("\",\"component\":\"");
  else
    line.append(" ").append(level).append(level.size() < 5 ? "  " : " ");
  escape(component, json_, line);
  line += json_ ? "\",\"message\":\"" : ": ";
  escape(text, json_, line);
  line += json_ ? "\"}\n" : "\n";
  out.append(line.data(), line.data() + line.size());
}

std::unique_ptr<spdlog::formatter> line_formatter::clone() const {
  return std::make_unique<line_formatter>(json_);
}

std::string without_tokens(std::string_view text) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.=+/~";
  std::string out;
  while (!text.empty()) {
    const bool bearer = text.starts_with("Bearer ") || text.starts_with("bearer ");
    const std::size_t kept = bearer ? 7 : 0;
    const auto end = std::min(text.find_first_not_of(allowed, kept), text.size());
    const bool jwt = text.starts_with("eyJ") && text.substr(0, end).find('.') != std::string_view::npos;
    if ((bearer && end > kept) || jwt) {
      out.append(text.substr(0, kept)).append("[token]");
      text.remove_prefix(end);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

} // namespace snug::config
