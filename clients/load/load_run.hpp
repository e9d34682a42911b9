#pragma once
#include "clients/load/ensemble.hpp"
#include "clients/load/report/progress.hpp"
#include "clients/load/report/summary.hpp"
#include "clients/load/wire/signal_watch.hpp"
#include "clients/load/world.hpp"

namespace snug::load {

/// One run from the first connection to the last verdict. An interrupt (SIGINT, SIGTERM) ends the measurement
/// early but properly, a second one the waiting behind it.
class load_run {
public:
  /// `speak` begins a conversation of one client with the server at `where`.
  load_run(const settings& wanted, server_address where, world::conversation speak, progress& shown);

  /// Blocks until it is over. Once.
  [[nodiscard]] summary perform();

private:
  [[nodiscard]] bool gather();
  void settle();
  void warm_up();
  void measure();
  void drain();
  [[nodiscard]] timeline::cpu cpu_now() const;
  void sample(std::uint64_t now);
  /// Turns for `seconds`; `each` is called after every turn with the share of them that is over.
  template <class F> void turn_for(double seconds, F&& each);

  world all_;
  progress& shown_;
  signal_watch interrupts_; ///< before the actors' threads begin: they inherit what is blocked
  ensemble clients_;
  server_meter server_;
  summary out_;
  bool stopped_ = false;
};

} // namespace snug::load
