#pragma once
#include "actors/loop/loop_unit.hpp"
#include "clients/load/simulated_client.hpp"
#include "clients/load/world.hpp"
#include <caf/all.hpp>
#include <memory>
#include <vector>

namespace snug::load {

/// All simulated clients, as actors on one event loop in the calling thread.
class ensemble {
public:
  explicit ensemble(world& all);
  /// Ends all clients and their actors.
  ~ensemble();
  ensemble(const ensemble&) = delete;
  ensemble& operator=(const ensemble&) = delete;

  /// Lets clients begin to connect, as many at once as the scenario wants; again and again until all are in.
  void invite();
  /// The same word to everybody, in the order of their numbers.
  template <class Atom> void tell_all(Atom word) {
    for (auto& each : clients_)
      caf::anon_send(each.handle, word);
  }
  /// Runs sockets, actors and what is due, until something happened or `until` (ns of the steady clock).
  void turn(std::uint64_t until);
  /// How many clients don't have everything yet.
  [[nodiscard]] std::size_t unsettled() const;

private:
  class system_configuration final : public caf::actor_system_config {
  public:
    system_configuration();
  };
  struct client {
    caf::actor handle;
    simulated_client* self;
  };

  void run_actors();

  world& all_;
  system_configuration configuration_;
  caf::actor_system system_;
  loop::loop_unit unit_;
  std::vector<client> clients_;
  std::uint32_t invited_ = 0;
};

} // namespace snug::load
