#include "clients/load/world.hpp"
#include <algorithm>
#include <netinet/in.h>
#include <random>

namespace snug::load {

namespace {

/// Clients come from 127.0.1.1, 127.0.1.2 …: one address has 28,000 ports, and servers bound strangers per
/// address.
constexpr std::uint32_t first_source = INADDR_LOOPBACK + 256;
constexpr std::uint32_t least_sources = 50;
constexpr std::uint32_t clients_per_source = 200;

} // namespace

world::world(const settings& wanted, server_address where, conversation speak)
  : wanted(wanted)
  , play(wanted.play)
  , where(std::move(where))
  , speak(std::move(speak))
  , run(std::random_device{}())
  , parts(cast_of(play))
  , people(play.room_prefix, play.rooms, play.connections())
  , under_way(play.connections(), counts_receivers() ? play.window : 0)
  , readers(play.rooms) {
  if (!wanted.token_secret.empty()) mint.emplace(wanted.token_secret);
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    if (parts[i].talks) people.add_talker(i, parts[i].room);
    if (parts[i].has != trouble::stalls) ++readers[parts[i].room];
  }
}

std::uint64_t world::talk_every() const noexcept {
  const auto talkers = std::ranges::count_if(parts, &part::talks);
  const auto each = play.hertz > 0 ? play.hertz : talkers ? play.rate / static_cast<double>(talkers) : 0;
  return each > 0 ? static_cast<std::uint64_t>(1e9 / each) : 0;
}

std::uint32_t world::source_of(std::uint32_t number) const noexcept {
  if (!where.is_loopback()) return 0;
  const auto needed = std::max(least_sources, play.connections() / clients_per_source + 1);
  return first_source + number % (wanted.sources ? wanted.sources : needed);
}

} // namespace snug::load
