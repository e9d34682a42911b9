#include "config/consistency.hpp"
#include "config/near_miss.hpp"
#include <algorithm>
#include <arpa/inet.h>
#include <set>

namespace snug::config {

namespace {

void complain(loaded& out, const std::string& field, std::string message, const std::string& origin_of = {}) {
  out.complaints.push_back({out.origin(origin_of.empty() ? field : origin_of), field, std::move(message)});
}

template <class Number> struct limit {
  std::string name;
  Number& value;
};

/// Whatever `lower` is, it may not be above `upper`; the one that nobody wrote down gives way.
template <class Lower, class Upper>
void keep_below(loaded& out, limit<Lower> lower, limit<Upper> upper, bool may_raise) {
  if (lower.value <= upper.value) return;
  if (!out.origins.contains(lower.name)) {
    lower.value = static_cast<Lower>(upper.value);
    out.origins[lower.name] = "lowered to " + upper.name;
  } else if (may_raise && !out.origins.contains(upper.name)) {
    upper.value = static_cast<Upper>(lower.value);
    out.origins[upper.name] = "raised to " + lower.name;
  } else {
    complain(out, lower.name,
             "must be at most " + upper.name + ", " + std::to_string(upper.value) + ", is " +
                 std::to_string(lower.value));
  }
}

/// The budget of all queues is 1/16 of memory at most.
void fit_memory(loaded& out, std::uint64_t memory) {
  std::uint64_t share = memory / 16;
  auto& budget = out.options.limits.process_bytes_in_flight;
  if (memory != 0)
    keep_below(out, limit<std::size_t>{"limits.process_bytes_in_flight", budget},
               limit<std::uint64_t>{"1/16 of memory", share}, false);
}

void check_limits(loaded& out) {
  auto& limits = out.options.limits;
  limit<std::size_t> process{"limits.process_bytes_in_flight", limits.process_bytes_in_flight};
  limit<std::size_t> in_flight{"limits.bytes_in_flight", limits.bytes_in_flight};
  limit<std::size_t> message{"limits.message_bytes", limits.message_bytes};
  limit<std::size_t> first{"limits.first_message_bytes", limits.first_message_bytes};
  keep_below(out, in_flight, process, false);
  keep_below(out, message, in_flight, true);
  keep_below(out, first, message, false);
}

void check_kind(loaded& out, const std::string& name, kind_options& kind) {
  const auto prefix = "kinds." + name + ".";
  limit<std::size_t> message{"limits.message_bytes", out.options.limits.message_bytes};
  keep_below(out, limit<std::uint32_t>{prefix + "max_text", kind.max_text}, message, false);
  keep_below(out, limit<std::uint32_t>{prefix + "max_state_value", kind.max_state_value}, message, false);
  keep_below(out, limit<std::uint32_t>{prefix + "idle_ms", kind.idle_ms},
             limit<std::uint32_t>{prefix + "away_ms", kind.away_ms}, true);
  if (kind.history.events != 0)
    keep_below(out, limit<std::uint64_t>{prefix + "resume_events", kind.resume_events},
               limit<std::uint64_t>{prefix + "history.events", kind.history.events}, false);
}

void check_room(loaded& out, std::size_t index, std::set<std::string>& names) {
  const auto& room = out.options.rooms[index];
  const auto origin = "rooms[" + std::to_string(index) + "]";
  if (room.name.empty())
    complain(out, origin + ".name", "is missing", origin);
  else if (!names.insert(room.name).second)
    complain(out, origin + ".name", "another room has this name", origin);
  if (out.options.kinds.contains(room.kind)) return;
  std::vector<std::string> kinds;
  kinds.reserve(out.options.kinds.size());
  for (const auto& [name, ignored] : out.options.kinds)
    kinds.push_back(name);
  complain(out, origin + ".kind", unknown("kind", room.kind, kinds), origin);
}

void check_hooks(loaded& out) {
  const auto& hooks = out.options.hooks;
  const std::pair<std::string_view, const std::string&> urls[] = {
      {"hooks.url", hooks.url}, {"hooks.rpc_url", hooks.rpc_url}, {"hooks.connect_url", hooks.connect_url}};
  bool any = false;
  for (const auto& [name, url] : urls) {
    any = any || !url.empty();
    if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://"))
      complain(out, std::string(name), "must begin with http:// or https://, is \"" + url + "\"");
  }
  if (any && hooks.secret.empty()) complain(out, "hooks.secret", "is missing: it signs what is sent");
  if (!hooks.url.empty() && hooks.events.empty())
    complain(out, "hooks.events", "is empty: hooks.url would never be told anything");
  // Browsers send a web app's cookies along for any page that asks.
  const auto& origins = out.options.listen.origins;
  if (!hooks.connect_url.empty() && std::find(origins.begin(), origins.end(), "*") != origins.end())
    complain(out, "listen.origins", "must not hold \"*\" beside hooks.connect_url: name the pages that may");
}

void check_tls(loaded& out) {
  const auto& tls = out.options.tls;
  if (tls.certificate.empty() && !tls.key.empty())
    complain(out, "tls.certificate", "is missing: tls.key is the key of one");
  if (!tls.certificate.empty() && tls.key.empty())
    complain(out, "tls.key", "is missing: tls.certificate can't be shown without it");
  if (!tls.certificate.empty() && tls.port != 0 && tls.port == out.options.listen.port)
    complain(out, "tls.port", "must be another one than listen.port, " + std::to_string(tls.port));
}

} // namespace

std::pair<std::string, std::string> parts_of_name_rule(const std::string& rule) {
  const auto star = rule.find("*=");
  if (star == std::string::npos || star == 0) return {};
  return {rule.substr(0, star), rule.substr(star + 2)};
}

bool is_loopback(const std::string& address) {
  in_addr four{};
  if (inet_pton(AF_INET, address.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  return address == "localhost" || address == "::1";
}

void make_consistent(loaded& out, std::uint64_t memory) {
  fit_memory(out, memory);
  check_limits(out);
  for (auto& [name, kind] : out.options.kinds)
    check_kind(out, name, kind);
  for (const auto& rule : out.options.name_rules)
    if (!out.options.kinds.contains(parts_of_name_rule(rule).second))
      complain(out, "name_rules", "must be PREFIX*=KIND with a kind there is, is \"" + rule + "\"");
  check_tls(out);
  check_hooks(out);
  std::set<std::string> names;
  for (std::size_t i = 0; i < out.options.rooms.size(); ++i)
    check_room(out, i, names);
  const auto& tls_address = out.options.tls.address;
  if (out.options.dev && !tls_address.empty() && !is_loopback(tls_address))
    complain(out, "tls.address",
             "--dev lets guests in and so listens on a loopback address only, is " + tls_address);
  if (out.options.dev && !is_loopback(out.options.listen.address))
    complain(out, "listen.address",
             "--dev lets guests in and so listens on a loopback address only, is " +
                 out.options.listen.address);
}

} // namespace snug::config
