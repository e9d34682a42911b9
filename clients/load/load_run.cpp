#include "clients/load/load_run.hpp"
#include "clients/load/report/quantities.hpp"

namespace snug::load {

namespace {

constexpr double step_seconds = 0.25;    ///< of the timeline and of looks at the server's memory
constexpr double hopeless_seconds = 3;   ///< without anybody coming in, while connections fail
constexpr double for_late_doubles = 0.2; ///< a message that comes twice may come late
constexpr std::uint64_t look_again_ns = 20'000'000;

std::uint64_t ns(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

tally::counts operator-(const tally::counts& a, const tally::counts& b) {
  tally::counts out;
  out.sent = a.sent - b.sent;
  out.delivered = a.delivered - b.delivered;
  out.undisturbed = a.undisturbed - b.undisturbed;
  out.acknowledged = a.acknowledged - b.acknowledged;
  out.resent = a.resent - b.resent;
  out.caught_up = a.caught_up - b.caught_up;
  out.other_events = a.other_events - b.other_events;
  out.foreign = a.foreign - b.foreign;
  out.replaced = a.replaced - b.replaced;
  out.late = a.late - b.late;
  out.held_back = a.held_back - b.held_back;
  out.missed_turns = a.missed_turns - b.missed_turns;
  out.comebacks = a.comebacks - b.comebacks;
  return out;
}

} // namespace

load_run::load_run(const settings& wanted, server_address where, world::conversation speak, progress& shown)
  : all_(wanted, std::move(where), std::move(speak))
  , shown_(shown)
  , interrupts_(all_.loop, {SIGINT, SIGTERM}, [this] { stopped_ = true; })
  , clients_(all_)
  , server_(wanted.server_pid) {
  out_.wanted = wanted;
}

template <class F> void load_run::turn_for(double seconds, F&& each) {
  const auto begin = now_ns();
  const auto end = begin + ns(seconds);
  for (auto now = begin; now < end && !stopped_; now = now_ns()) {
    clients_.turn(std::min(end, now + look_again_ns));
    each(static_cast<double>(now_ns() - begin) / 1e9 / seconds);
  }
}

summary load_run::perform() {
  if (server_.measures() && !server_.can_read()) {
    out_.failure = "server-pid: there is no such process, or it may not be looked at";
    return std::move(out_);
  }
  if (gather()) {
    settle();
    warm_up();
    measure();
    drain();
  }
  out_.numbers = all_.numbers;
  out_.faults = std::move(all_.faults);
  out_.came_in = all_.came_in;
  out_.server_measured = server_.measures();
  out_.server_memory = server_.anonymous();
  shown_.end();
  return std::move(out_);
}

bool load_run::gather() {
  shown_.phase("connecting");
  server_.before_connecting();
  const auto cpu = server_.read().cpu_ns;
  const auto begin = now_ns();
  const auto all = static_cast<double>(all_.play.connections());
  auto look_at_memory = begin;
  const auto everybody = [&] { return all_.came_in == all_.play.connections(); };
  for (auto now = begin; !everybody() && !stopped_; now = now_ns()) {
    const auto seconds = static_cast<double>(now - begin) / 1e9;
    clients_.invite();
    clients_.turn(now + look_again_ns);
    shown_.show(now, all_.came_in / all, [&] { return count_text(all_.came_in) + " of " + count_text(all); });
    if (now >= look_at_memory) {
      server_.sample();
      look_at_memory = now + ns(step_seconds);
    }
    const bool hopeless = all_.came_in == 0 && all_.faults.total() > 0 && seconds > hopeless_seconds;
    if (!hopeless && seconds < all_.play.connect_within) continue;
    out_.failure = "only " + std::to_string(all_.came_in) + " of " + std::to_string(all_.play.connections()) +
                   " clients came in";
    if (!all_.faults.examples().empty()) out_.failure += "; " + all_.faults.examples().front().words;
    return false;
  }
  if (!everybody()) out_.failure = "stopped before everybody was in";
  out_.coming_in_seconds = static_cast<double>(now_ns() - begin) / 1e9;
  out_.server_connecting_cpu_s = -static_cast<double>(cpu) / 1e9; // its end is where it is quiet
  return everybody();
}

void load_run::settle() {
  shown_.phase("settling");
  turn_for(all_.play.settle, [&](double share) {
    shown_.show(now_ns(), share, [] { return std::string("quiet before the load"); });
  });
  server_.after_connecting();
  if (server_.measures()) out_.server_connecting_cpu_s += static_cast<double>(server_.read().cpu_ns) / 1e9;
}

void load_run::warm_up() {
  shown_.phase("warming up");
  clients_.tell_all(talk_atom::value);
  clients_.tell_all(trouble_atom::value);
  turn_for(all_.play.warm_up, [&](double share) {
    shown_.show(now_ns(), share, [] { return std::string("load before the measurement"); });
  });
}

timeline::cpu load_run::cpu_now() const {
  return {server_.measures() ? server_.read().cpu_ns : 0, own_cpu_ns()};
}

void load_run::sample(std::uint64_t now) {
  server_.sample();
  out_.over_time.step(now, all_.numbers, cpu_now());
}

void load_run::measure() {
  shown_.phase("measuring");
  const auto cost = server_.read();
  const auto before = all_.numbers.count;
  const auto own = own_cpu_ns();
  const auto pings = connection::pings();
  const auto begin = now_ns();
  all_.numbers.interval.clear();
  all_.numbers.measure_from(begin);
  out_.over_time.begin(begin, all_.numbers, cpu_now());
  auto next = begin + ns(step_seconds);
  turn_for(all_.play.duration, [&](double share) {
    const auto now = now_ns();
    if (now >= next) {
      sample(now);
      next += ns(step_seconds);
    }
    if (out_.over_time.points().empty()) return;
    shown_.show(now, share,
                [&] { return progress::words(out_.over_time.points().back(), all_.faults.total()); });
  });
  const auto end = now_ns();
  all_.numbers.measure_until(end);
  const auto cost_after = server_.read();
  out_.seconds = static_cast<double>(end - begin) / 1e9;
  out_.measured = all_.numbers.count - before;
  out_.generator_cores = static_cast<double>(own_cpu_ns() - own) / static_cast<double>(end - begin);
  out_.pings = connection::pings() - pings;
  out_.server_cpu_s = static_cast<double>(cost_after.cpu_ns - cost.cpu_ns) / 1e9;
  out_.server_written_bytes = static_cast<double>(cost_after.written_bytes - cost.written_bytes);
}

void load_run::drain() {
  stopped_ = false; // of the measurement, which is over; a second time ends the waiting
  shown_.phase("waiting");
  clients_.tell_all(hush_atom::value);
  clients_.turn(now_ns());
  const auto begin = now_ns();
  const auto end = begin + ns(all_.play.patience);
  auto left = clients_.unsettled();
  for (auto now = begin; left > 0 && now < end && !stopped_; now = now_ns()) {
    // Asking everybody is work: not after every turn.
    for (const auto later = now + look_again_ns; now_ns() < later;)
      clients_.turn(later);
    left = clients_.unsettled();
    shown_.show(now, static_cast<double>(now - begin) / static_cast<double>(end - begin),
                [&] { return count_text(static_cast<double>(left)) + " clients wait for something"; });
  }
  out_.unsettled = left;
  turn_for(for_late_doubles, [](double) {});
  clients_.tell_all(judge_atom::value);
  clients_.turn(now_ns());
}

} // namespace snug::load
