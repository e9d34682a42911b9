#include "clients/load/scenario.hpp"
#include <algorithm>

namespace snug::load {

namespace {

struct named {
  std::string_view name;
  std::string_view purpose;
  void (*fill)(scenario&);
};

constexpr std::uint32_t all_of_them = 1'000'000;

void fanout(scenario& s) {
  s.senders = 1;
  s.window = 8;
}

void rooms(scenario& s) {
  s.rooms = 100;
  s.talkers = all_of_them;
  s.window = 1;
}

void chat(scenario& s) {
  s.rooms = 100;
  s.talkers = 1;
  s.kept = "durable";
  s.size = 200;
  s.window = 1;
}

void idle(scenario& s) {
  s.clients = 10'000;
  s.rooms = 100;
  s.settle = 6;
  s.warm_up = 0;
  s.duration = 25;
}

void storm(scenario& s) {
  s.clients = 10'000;
  s.rooms = 100;
  s.at_once = 0;
  s.warm_up = 0;
  s.duration = 5;
}

void churn(scenario& s) {
  s.rooms = 50;
  s.senders = 1;
  s.rate = 500;
  s.churn = 0.5;
}

void resume(scenario& s) {
  s.clients = 500;
  s.rooms = 50;
  s.talkers = 2;
  s.kept = "durable";
  s.rate = 500;
  s.cut = 1;
}

void slow(scenario& s) {
  s.rooms = 10;
  s.senders = 1;
  s.kept = "durable";
  s.size = 1000;
  s.rate = 200;
  s.stall = 0.1;
}

void presence(scenario& s) {
  s.clients = 1'000;
  s.rooms = 50;
  s.talkers = all_of_them;
  s.kept = "presence";
  s.hertz = 10;
}

const std::vector<named>& presets() {
  static const std::vector<named> all{
      {"fanout", "one sender, many receivers in one room, closed loop", fanout},
      {"rooms", "many rooms in which everybody talks, closed loop (or open: --rate)", rooms},
      {"chat", "durable messages, each acknowledged before the next", chat},
      {"idle", "many connections that say nothing", idle},
      {"storm", "all connect at once", storm},
      {"churn", "half of the listeners leave, join and reconnect all the time", churn},
      {"resume", "connections break at random; everybody catches up", resume},
      {"slow", "some clients stop reading for a while; the others must not notice", slow},
      {"presence", "cursors of 1,000 users at 10 Hz, newer ones replacing older ones that still wait",
       presence},
  };
  return all;
}

const named* find(std::string_view name) {
  const auto at = std::ranges::find(presets(), name, &named::name);
  return at == presets().end() ? nullptr : &*at;
}

} // namespace

lane scenario::kept_as() const noexcept {
  if (kept == "durable") return lane::durable;
  if (kept == "presence") return lane::presence;
  return kept == "cursor" ? lane::cursor : lane::ephemeral;
}

const std::vector<std::string>& scenario_names() {
  static const auto names = [] {
    std::vector<std::string> out;
    for (const auto& each : presets())
      out.emplace_back(each.name);
    return out;
  }();
  return names;
}

bool preset(std::string_view name, scenario& out) {
  const auto* found = find(name);
  if (!found) return false;
  out = {};
  out.name = name;
  found->fill(out);
  return true;
}

std::string_view describe(std::string_view name) {
  const auto* found = find(name);
  return found ? found->purpose : std::string_view{};
}

std::vector<std::string> contradictions(const scenario& s) {
  std::vector<std::string> out;
  const auto unless = [&out](bool fine, const char* complaint) {
    if (!fine) out.emplace_back(complaint);
  };
  const bool open = s.rate > 0 || s.hertz > 0;
  const bool everybody_stays = s.churn == 0 && s.cut == 0;
  unless(!s.talks() || s.window > 0 || open, "window or rate: somebody talks, so one of them must be set");
  unless(s.window == 0 || !open, "window and rate: a loop is closed or open, not both");
  unless(s.rate == 0 || s.hertz == 0, "rate and hertz: both say how often, set one");
  unless(s.clients >= s.rooms, "clients: must be at least rooms, so that nobody talks to an empty room");
  unless(s.talkers == 0 || s.senders > 0 || s.clients < s.rooms || s.clients >= 2 * s.rooms,
         "clients: must be at least twice rooms where clients talk to each other");
  unless(s.window == 0 || !replaces(s.kept_as()),
         "window: cursors are replaced, so only an open loop (rate) fits");
  unless(s.window == 0 || s.kept == "durable" || everybody_stays,
         "window: ephemeral messages to clients that come and go need an open loop (rate)");
  unless(s.window == 0 || s.kept == "durable" || s.stall < 1,
         "stall: a closed loop needs somebody who reads");
  unless(s.churn + s.cut + s.stall <= 1, "churn, cut and stall: their shares must not exceed 1 together");
  unless(s.is_native() || s.kept != "durable", "dialect: only snug's own dialects keep messages (kept)");
  unless(s.is_native() || !replaces(s.kept_as()),
         "dialect: only snug's own dialects replace messages (kept)");
  unless(s.churn == 0 || s.talkers < s.clients / s.rooms,
         "churn: only clients that don't talk leave, so talkers must leave some");
  return out;
}

} // namespace snug::load
