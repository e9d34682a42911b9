#pragma once
#include "clients/load/protocol/peer_protocol.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snug::load {

/// What a run does: plain data, from a preset's name, a TOML file and the command line, the later ones
/// stronger. Times are seconds; shares are from 0 to 1. `scenario_fields` says what each may be.
struct scenario {
  std::string name;

  std::uint32_t clients = 1000; ///< client i is in room `i % rooms`
  std::uint32_t rooms = 1;
  std::uint32_t senders = 0; ///< more clients in each room that talk and aren't counted as `clients`
  std::uint32_t talkers = 0; ///< how many of a room's clients talk
  std::string room_prefix = "load";
  std::string dialect = "msgpack";
  std::uint64_t seed = 1;

  std::string kept = "ephemeral"; ///< ephemeral, durable, cursor or presence
  std::uint32_t size = 100;
  std::uint32_t window = 0; ///< closed loop: messages of a talker under way
  double rate = 0;          ///< open loop: messages a second, of all talkers together
  double hertz = 0;         ///< open loop: messages a second of each talker

  double duration = 10;
  double warm_up = 1;
  double settle = 1;           ///< between the last join and the first message
  double patience = 10;        ///< for what is under way at the end
  double connect_within = 60;  ///< for all to come in
  std::uint32_t at_once = 100; ///< coming in at the same time; 0: all

  double churn = 0; ///< share of the clients that leave, join and reconnect
  double churn_every = 2;
  double cut = 0; ///< share whose connections break
  double cut_every = 3;
  double stall = 0; ///< share that stops reading
  double stall_every = 2;
  double stall_for = 3;

  [[nodiscard]] lane kept_as() const noexcept;
  /// Whether the server is snug; else one that is compared with it.
  [[nodiscard]] bool is_native() const noexcept { return dialect == "msgpack" || dialect == "json"; }
  [[nodiscard]] bool talks() const noexcept { return senders + talkers > 0; }
  [[nodiscard]] bool is_closed_loop() const noexcept { return window > 0; }
  /// Connections in all.
  [[nodiscard]] std::uint32_t connections() const noexcept { return clients + senders * rooms; }
};

/// The scenarios that have a name; `fanout` is the first.
[[nodiscard]] const std::vector<std::string>& scenario_names();
/// One of them; false where there is none of that name.
[[nodiscard]] bool preset(std::string_view name, scenario& out);
/// What a preset is for, in a line.
[[nodiscard]] std::string_view describe(std::string_view name);

/// What makes no sense together, each naming the fields; empty where the scenario can run.
[[nodiscard]] std::vector<std::string> contradictions(const scenario& s);

} // namespace snug::load
