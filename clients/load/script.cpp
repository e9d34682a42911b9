#include "clients/load/script.hpp"

namespace snug::load {

namespace {

constexpr double shortest_pause = 0.05; ///< s, of whoever churns
constexpr double longest_pause = 0.5;
constexpr double shortest_outage = 0.01; ///< s, of whoever is cut
constexpr double longest_outage = 0.3;
constexpr double little_later = 0.05;

std::uint64_t ns(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

} // namespace

script::script(const scenario& s, part mine, std::uint32_t client, std::uint64_t talk_every)
  : scenario_(s)
  , part_(mine)
  , talk_every_(talk_every)
  , random_(s.seed * 0x9e37'79b9'7f4a'7c15u + client) {
  random_.discard(8); // neighbours' first numbers are alike
}

std::uint64_t script::about(double seconds) {
  return ns(std::exponential_distribution<double>(1 / seconds)(random_));
}

std::uint64_t script::between(double least_seconds, double most_seconds) {
  return ns(std::uniform_real_distribution<double>(least_seconds, most_seconds)(random_));
}

void script::begin_talking(std::uint64_t now) {
  if (talk_every_ == 0) return;
  // Everybody's metronome has its own phase: a thousand clients don't talk at the same moment.
  talk_at_ = now + std::uniform_int_distribution<std::uint64_t>(0, talk_every_ - 1)(random_);
}

void script::begin_trouble(std::uint64_t now) {
  switch (part_.has) {
  case trouble::none:
    return;
  case trouble::churns:
    trouble_at_ = now + about(scenario_.churn_every);
    return;
  case trouble::is_cut:
    trouble_at_ = now + about(scenario_.cut_every);
    return;
  case trouble::stalls:
    trouble_at_ = now + about(scenario_.stall_every);
  }
}

script::step script::take() {
  if (trouble_at_ <= talk_at_) return take_trouble();
  const step out{what::talk, talk_at_, 0};
  talk_at_ += talk_every_;
  return out;
}

script::step script::take_trouble() {
  step out{what::cut, trouble_at_, 0};
  if (away_) {
    away_ = false;
    out.is = ends_by_;
    if (out.is == what::join)
      out.room = std::uniform_int_distribution<std::uint32_t>(0, scenario_.rooms - 1)(random_);
    begin_trouble(out.at);
    return out;
  }
  away_ = true;
  switch (part_.has) {
  case trouble::churns: {
    const bool leaves = std::bernoulli_distribution(0.5)(random_);
    out.is = leaves ? what::leave : what::hang_up;
    ends_by_ = leaves ? what::join : what::come_back;
    trouble_at_ += between(shortest_pause, longest_pause);
    break;
  }
  case trouble::stalls:
    out.is = what::stall;
    ends_by_ = what::read_again;
    trouble_at_ += ns(scenario_.stall_for);
    break;
  default:
    ends_by_ = what::come_back;
    trouble_at_ += between(shortest_outage, longest_outage);
  }
  return out;
}

void script::not_now(step again, std::uint64_t now) {
  const bool began = again.is == what::leave || again.is == what::hang_up || again.is == what::cut ||
                     again.is == what::stall;
  away_ = !began;
  trouble_at_ = now + ns(little_later);
}

} // namespace snug::load
