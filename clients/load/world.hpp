#pragma once
#include "clients/load/cast.hpp"
#include "clients/load/measure/tally.hpp"
#include "clients/load/pacer.hpp"
#include "clients/load/protocol/peer_protocol.hpp"
#include "clients/load/protocol/token_mint.hpp"
#include "clients/load/settings.hpp"
#include "clients/load/verify/fault_log.hpp"
#include "clients/load/verify/roster.hpp"
#include "clients/load/verify/windows.hpp"
#include "clients/load/wire/event_loop.hpp"
#include "clients/load/wire/server_address.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace snug::load {

/// What all simulated clients of a run share. One thread.
struct world {
  using conversation = std::function<std::unique_ptr<peer_protocol>()>;

  /// `speak` begins a conversation of one client with the server at `where`.
  world(const settings& wanted, server_address where, conversation speak);

  const settings& wanted;
  const scenario& play;
  const server_address where;
  const conversation speak;
  const std::uint32_t run; ///< names this run in every message
  const std::vector<part> parts;
  std::optional<token_mint> mint; ///< none: the clients are guests

  event_loop loop;
  roster people;
  fault_log faults;
  tally numbers;
  windows under_way;
  pacer wakes;
  std::uint32_t came_in = 0;          ///< clients that have been in their room
  std::string scratch;                ///< for messages that are sent
  std::string answer;                 ///< for what a protocol answers by itself
  std::vector<std::uint32_t> readers; ///< by room: clients that have a right to every message

  /// Of a talker in an open loop: ns between two of its messages; 0 in a closed one.
  [[nodiscard]] std::uint64_t talk_every() const noexcept;
  /// The address client `number` comes from, host order; 0: as it likes.
  [[nodiscard]] std::uint32_t source_of(std::uint32_t number) const noexcept;
  /// Whether ephemeral messages wait for their receivers (a closed loop without acknowledgements).
  [[nodiscard]] bool counts_receivers() const noexcept {
    return play.is_closed_loop() && play.kept_as() != lane::durable;
  }
};

} // namespace snug::load
