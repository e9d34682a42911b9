#include "clients/load/report/figures.hpp"
#include "clients/load/report/quantities.hpp"

namespace snug::load {

namespace {

void add_traffic(std::vector<figure>& out, const summary& run) {
  const auto& m = run.measured;
  const auto per_second = [&run](std::uint64_t n) {
    return run.seconds > 0 ? static_cast<double>(n) / run.seconds : 0;
  };
  const auto add = [&out](std::string_view key, std::string_view name, std::uint64_t n) {
    if (n > 0) out.push_back({key, name, static_cast<double>(n), 0});
  };
  if (run.wanted.play.talks()) {
    out.push_back({"sent_per_second", "messages sent a second", per_second(m.sent), 0});
    out.push_back({"delivered_per_second", "deliveries a second", per_second(m.delivered), 0});
    if (m.acknowledged > 0)
      out.push_back({"acknowledged_per_second", "acknowledged a second", per_second(m.acknowledged), 0});
    add("delivered", "deliveries", m.delivered);
  }
  if (m.undisturbed != m.delivered)
    add("delivered_undisturbed", "deliveries to clients that always read", m.undisturbed);
  add("caught_up", "told after coming back", m.caught_up);
  add("comebacks", "connections made again", m.comebacks);
  add("resent", "sent again under the same id", m.resent);
  add("replaced", "cursors replaced by newer ones", m.replaced);
  add("missed_turns", "not sent, being away", m.missed_turns);
  add("held_back", "not sent, the socket being full", m.held_back);
  add("sent_late", "sent more than 1 ms late", m.late);
  add("foreign", "messages of another generator", m.foreign);
  add("pings", "pings answered", run.pings);
}

void add_server(std::vector<figure>& out, const summary& run) {
  if (!run.server_measured) return;
  const auto& memory = run.server_memory;
  if (run.measured.delivered > 0)
    out.push_back({"server_cpu_us_per_delivery", "server CPU us per delivery", run.cpu_us_per_delivery(), 3});
  if (run.measured.undisturbed != run.measured.delivered && run.measured.undisturbed > 0)
    out.push_back({"server_cpu_us_per_undisturbed_delivery", "server CPU us per delivery to those that read",
                   run.server_cpu_s * 1e6 / static_cast<double>(run.measured.undisturbed), 3});
  if (run.measured.acknowledged > 0)
    out.push_back({"server_cpu_us_per_acknowledged", "server CPU us per message acknowledged",
                   run.server_cpu_s * 1e6 / static_cast<double>(run.measured.acknowledged), 1});
  if (run.seconds > 0)
    out.push_back(
        {"server_cpu_ms_per_second", "server CPU ms per s", run.server_cpu_s * 1e3 / run.seconds, 2});
  out.push_back({"server_cpu_us_per_connection", "server CPU us to connect, say hello and join",
                 run.cpu_us_per_connection(), 1});
  out.push_back(
      {"server_kib_before", "server anonymous KiB before connecting", static_cast<double>(memory.before), 0});
  out.push_back(
      {"server_kib_connected", "server anonymous KiB with all in", static_cast<double>(memory.connected), 0});
  out.push_back({"server_kib_peak", "server anonymous KiB at its peak", static_cast<double>(memory.peak), 0});
  out.push_back(
      {"server_kib_per_connection", "server anonymous KiB a connection", run.kib_per_connection(), 2});
  out.push_back({"server_written_kib", "server KiB written to files", run.server_written_bytes / 1024, 0});
  if (run.measured.acknowledged > 0)
    out.push_back({"server_written_kib_per_message", "server KiB written a message",
                   run.server_written_bytes / 1024 / static_cast<double>(run.measured.acknowledged), 2});
}

} // namespace

std::vector<figure> figures(const summary& run) {
  std::vector<figure> out;
  out.push_back({"connections", "connections", static_cast<double>(run.came_in), 0});
  out.push_back({"coming_in_seconds", "seconds for all to come in", run.coming_in_seconds, 2});
  out.push_back({"measured_seconds", "seconds measured", run.seconds, 2});
  add_traffic(out, run);
  if (run.came_in > 0 && run.numbers.count.other_events > 0)
    out.push_back({"other_events_per_client", "other events a client (presence …)",
                   static_cast<double>(run.numbers.count.other_events) / run.came_in, 2});
  add_server(out, run);
  out.push_back({"generator_cores", "generator's cores in use", run.generator_cores, 3});
  return out;
}

std::vector<latency> latencies(const summary& run) {
  const auto& n = run.numbers;
  const latency all[] = {
      {"delivery", "delivery", &n.delivery},
      {"acknowledgement", "acknowledgement", &n.acknowledgement},
      {"welcome", "connect to hello", &n.welcome},
      {"arrival", "connect to join", &n.arrival},
      {"catching_up", "catching up", &n.catching_up},
  };
  std::vector<latency> out;
  for (const auto& each : all)
    if (each.times->count() > 0) out.push_back(each);
  return out;
}

std::string headline(const summary& run) {
  const auto& s = run.wanted.play;
  std::string out = s.name + ": " + count_text(s.clients) + " clients in " + count_text(s.rooms) +
                    (s.rooms == 1 ? " room, " : " rooms, ");
  if (!s.talks()) return out + "nobody talks, " + s.dialect;
  out += s.kept + " messages of " + std::to_string(s.size) + " bytes, ";
  if (s.is_closed_loop()) out += "closed loop, window " + std::to_string(s.window);
  if (s.rate > 0) out += "open loop, " + count_text(s.rate) + " messages/s";
  if (s.hertz > 0) out += "open loop, " + fixed_text(s.hertz, 1) + " messages/s each";
  return out + ", " + s.dialect;
}

std::string verdict(const summary& run) {
  if (!run.ran()) return "could not run: " + run.failure;
  if (run.sound())
    return run.wanted.play.talks() ? "sound: nothing lost, doubled, out of order or misdelivered"
                                   : "sound: no faults";
  std::string out = "FAILED:";
  for (std::size_t i = 0; i < fault_names.size(); ++i)
    if (const auto n = run.faults.count(static_cast<fault>(i)); n > 0)
      out += (out.back() == ':' ? " " : ", ") + std::to_string(n) + " " + fault_names[i];
  return out;
}

} // namespace snug::load
