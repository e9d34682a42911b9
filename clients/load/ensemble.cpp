#include "clients/load/ensemble.hpp"
#include <algorithm>

namespace snug::load {

namespace {
constexpr int most_passes = 8; ///< over the run queue in a turn, before sockets are looked at again
} // namespace

ensemble::system_configuration::system_configuration() {
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", std::size_t{1});
}

// The loop's own thread is the only one that sends, so there is nobody to wake.
ensemble::ensemble(world& all)
  : all_(all)
  , system_(configuration_)
  , unit_(system_, [] {}) {
  clients_.reserve(all.parts.size());
  for (std::uint32_t i = 0; i < all.parts.size(); ++i) {
    auto handle = caf::actor_cast<caf::actor>(loop::spawn_on<simulated_client>(system_, unit_, all_, i));
    auto* self = static_cast<simulated_client*>(caf::actor_cast<caf::abstract_actor*>(handle));
    clients_.push_back({std::move(handle), self});
  }
  run_actors();
}

ensemble::~ensemble() {
  tell_all(goodbye_atom::value);
  clients_.clear();
  while (unit_.pending())
    unit_.run();
}

void ensemble::run_actors() {
  for (int i = 0; i < most_passes && unit_.pending(); ++i)
    unit_.run();
}

void ensemble::invite() {
  const auto at_once = all_.play.at_once == 0 ? clients_.size() : all_.play.at_once;
  for (; invited_ < clients_.size() && invited_ - all_.came_in < at_once; ++invited_)
    caf::anon_send(clients_[invited_].handle, connect_atom::value);
}

void ensemble::turn(std::uint64_t until) {
  const auto now = now_ns();
  const auto wake = std::min(until, all_.wakes.next_at());
  all_.loop.turn_ns(unit_.pending() || wake <= now ? 0 : wake - now);
  all_.wakes.due(now_ns(), [this](std::uint32_t i) { caf::anon_send(clients_[i].handle, act_atom::value); });
  for (const auto talker : all_.under_way.take_freed())
    caf::anon_send(clients_[talker].handle, refill_atom::value);
  run_actors();
}

std::size_t ensemble::unsettled() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(clients_, [](const client& each) { return !each.self->settled(); }));
}

} // namespace snug::load
