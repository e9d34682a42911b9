#pragma once
#include "clients/load/cast.hpp"
#include <cstdint>
#include <random>

namespace snug::load {

/// What one client does and when, apart from what it answers to: a metronome for talking in an open loop, and
/// the troubles its part has. Knows no clock: times are the caller's ns. The same seed gives the same script.
class script {
public:
  enum class what : std::uint8_t {
    talk,
    leave,     ///< the room, to come into another
    join,      ///< `step::room`
    hang_up,   ///< end the connection properly
    cut,       ///< break it
    come_back, ///< connect again
    stall,     ///< stop reading
    read_again,
  };
  struct step {
    what is = what::talk;
    std::uint64_t at = 0;   ///< when it was due
    std::uint32_t room = 0; ///< of `join`
  };
  static constexpr std::uint64_t never = ~std::uint64_t{0};

  /// `talk_every`: ns between two messages of its own in an open loop; 0: it doesn't talk by itself.
  script(const scenario& s, part mine, std::uint32_t client, std::uint64_t talk_every);

  void begin_talking(std::uint64_t now);
  void begin_trouble(std::uint64_t now);
  void stop_talking() noexcept { talk_at_ = never; }
  /// No more troubles; whoever is away by one of them is told so by `away`.
  void stop_trouble() noexcept { trouble_at_ = never; }

  /// When the next step is due; `never`: there is none.
  [[nodiscard]] std::uint64_t next_at() const noexcept {
    return talk_at_ < trouble_at_ ? talk_at_ : trouble_at_;
  }
  /// The next step, of those due the earliest; there must be one.
  step take();
  /// The trouble just taken can't be had now: it comes a little later.
  void not_now(step again, std::uint64_t now);
  /// In the middle of a trouble: what ends it.
  [[nodiscard]] bool away() const noexcept { return away_; }

private:
  /// 8 bytes of state: there are thousands of scripts. Good enough for when, not for what matters.
  using random = std::linear_congruential_engine<std::uint64_t, 6'364'136'223'846'793'005u,
                                                 1'442'695'040'888'963'407u, 0>;

  step take_trouble();
  [[nodiscard]] std::uint64_t about(double seconds);
  [[nodiscard]] std::uint64_t between(double least_seconds, double most_seconds);

  const scenario& scenario_;
  part part_;
  std::uint64_t talk_every_;
  random random_;
  std::uint64_t talk_at_ = never;
  std::uint64_t trouble_at_ = never;
  what ends_by_ = what::come_back;
  bool away_ = false;
};

} // namespace snug::load
