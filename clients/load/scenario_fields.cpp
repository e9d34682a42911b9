#include "clients/load/scenario_fields.hpp"
#include "clients/load/verify/stamp.hpp"
#include <algorithm>
#include <charconv>
#include <cstdio>

namespace snug::load {

namespace {

using s = scenario;

constexpr double most_clients = 1'000'000;
constexpr double most_seconds = 7 * 86'400;
constexpr double most_seed = 9e15;

std::string plain(double v) {
  char out[32];
  std::snprintf(out, sizeof out, "%.15g", v);
  return out;
}

const std::vector<scenario_field>& all() {
  static const std::vector<scenario_field> fields{
      {"clients", &s::clients, 1, most_clients, {}, "simulated clients, spread over the rooms"},
      {"rooms", &s::rooms, 1, 100'000, {}, "rooms, named <room-prefix>-0, -1 ..."},
      {"senders", &s::senders, 0, 1'000, {}, "clients more in each room, that talk"},
      {"talkers", &s::talkers, 0, most_clients, {}, "how many of each room's clients talk"},
      {"room_prefix", &s::room_prefix, 0, 0, {}, "what the rooms' names begin with"},
      {"dialect",
       &s::dialect,
       0,
       0,
       {"msgpack", "json", "socketio", "mqtt", "nats"},
       "what is spoken: the native protocol in an encoding, or another server's"},
      {"seed", &s::seed, 0, most_seed, {}, "of everything that happens at random"},
      {"kept", &s::kept, 0, 0, {"ephemeral", "durable", "cursor", "presence"}, "how messages are told"},
      {"size", &s::size, stamp::size, 65'536, {}, "bytes of a message"},
      {"window", &s::window, 0, 1'024, {}, "closed loop: messages of each talker under way"},
      {"rate", &s::rate, 0, 1e7, {}, "open loop: messages a second of all talkers together"},
      {"hertz", &s::hertz, 0, 1e4, {}, "open loop: messages a second of each talker"},
      {"duration", &s::duration, 0.1, most_seconds, {}, "seconds that are measured"},
      {"warm_up", &s::warm_up, 0, 3'600, {}, "seconds of load before them"},
      {"settle", &s::settle, 0, 3'600, {}, "seconds of quiet between the last join and the first message"},
      {"patience", &s::patience, 0.1, 3'600, {}, "seconds for what is under way at the end"},
      {"connect_within", &s::connect_within, 0.1, 3'600, {}, "seconds for all clients to come in"},
      {"at_once", &s::at_once, 0, most_clients, {}, "clients coming in at the same time; 0: all"},
      {"churn", &s::churn, 0, 1, {}, "share of the clients that leave, join and reconnect"},
      {"churn_every", &s::churn_every, 0.05, 3'600, {}, "seconds between two of these, on average"},
      {"cut", &s::cut, 0, 1, {}, "share of the clients whose connections break"},
      {"cut_every", &s::cut_every, 0.05, 3'600, {}, "seconds between two breaks, on average"},
      {"stall", &s::stall, 0, 1, {}, "share of the clients that stop reading"},
      {"stall_every", &s::stall_every, 0.05, 3'600, {}, "seconds they read in between, on average"},
      {"stall_for", &s::stall_for, 0.05, 3'600, {}, "seconds they don't"},
  };
  return fields;
}

std::string quoted_list(const std::vector<std::string_view>& words) {
  std::string out;
  for (const auto word : words)
    out.append(out.empty() ? "" : ", ").append(word);
  return out;
}

std::string number_rule(const scenario_field& field, bool whole) {
  return std::string(field.name) + " must be a " + (whole ? "whole number" : "number") + " from " +
         plain(field.least) + " to " + plain(field.most);
}

template <class Number>
std::optional<std::string> set_number(const scenario_field& field, Number& into, std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool read = error == std::errc{} && end == text.data() + text.size();
  const auto as_double = static_cast<double>(value);
  if (!read || !(as_double >= field.least && as_double <= field.most))
    return number_rule(field, !std::is_same_v<Number, double>);
  into = value;
  return std::nullopt;
}

std::optional<std::string> set_text(const scenario_field& field, std::string& into, std::string_view text) {
  const bool chosen = field.choices.empty() || std::ranges::find(field.choices, text) != field.choices.end();
  if (!chosen) return std::string(field.name) + " must be one of " + quoted_list(field.choices);
  constexpr std::size_t longest = 64;
  const auto plain_letter = [](unsigned char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; };
  if (text.empty() || text.size() > longest || !std::ranges::all_of(text, plain_letter))
    return std::string(field.name) + " must be 1 to 64 ASCII letters without spaces, quotes and backslashes";
  into = text;
  return std::nullopt;
}

} // namespace

std::string scenario_field::flag() const {
  std::string out(name);
  std::ranges::replace(out, '_', '-');
  return out;
}

std::optional<std::string> scenario_field::set(scenario& into, std::string_view text) const {
  return std::visit(
      [&]<class T>(T scenario::*member) {
        if constexpr (std::is_same_v<T, std::string>)
          return set_text(*this, into.*member, text);
        else
          return set_number(*this, into.*member, text);
      },
      at);
}

std::string scenario_field::get(const scenario& from) const {
  return std::visit(
      [&]<class T>(T scenario::*member) -> std::string {
        if constexpr (std::is_same_v<T, std::string>)
          return from.*member;
        else
          return plain(static_cast<double>(from.*member));
      },
      at);
}

std::span<const scenario_field> scenario_fields() { return all(); }

const scenario_field* scenario_field_named(std::string_view name) {
  const auto at = std::ranges::find(all(), name, &scenario_field::name);
  return at == all().end() ? nullptr : &*at;
}

} // namespace snug::load
