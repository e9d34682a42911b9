#include "actors/facets/event_names.hpp"
#include <algorithm>
#include <span>

namespace snug::facets {

namespace {

// Also the nouns of abilities to come: an app that uses one of them now would break then.
constexpr std::string_view own_nouns[] = {
    "message", "member",   "presence",     "typing",     "event",  "session", "room",
    "user",    "document", "file",         "meeting",    "state",  "mark",    "inbox",
    "cluster", "server",   "invitation",   "membership", "direct", "auth",    "key",
    "access",  "schedule", "announcement", "hook",       "publish"};
constexpr std::string_view own_words[] = {"hello", "publish", "heartbeat", "refused"};

bool contains(std::span<const std::string_view> words, std::string_view word) noexcept {
  return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

std::optional<std::string_view> check_event_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > 64) return "must have 1 to 64 bytes";
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(name.begin(), name.end(), is_control)) return "must not contain control characters";
  const auto dot = name.find('.');
  const bool is_own =
      dot == std::string_view::npos ? contains(own_words, name) : contains(own_nouns, name.substr(0, dot));
  if (is_own) return "is one of the server's own names";
  return std::nullopt;
}

} // namespace snug::facets
