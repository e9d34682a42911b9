#include "tests/bench/campaign.hpp"
#include "tests/bench/crowd.hpp"
#include "tests/bench/durable_load.hpp"
#include "tests/bench/fan_out.hpp"
#include "tests/bench/stalled_disk.hpp"
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace snug::bench {

namespace {

using std::to_string;

constexpr std::size_t room_count = 100;
constexpr std::size_t windows[] = {1, 8, 64};
constexpr std::size_t writer_counts[] = {1, 10, 100};
constexpr std::size_t large_writers = 1'000;
constexpr double drain_seconds = 4; ///< `drain_ms` of snug's defaults
constexpr double warm_up_seconds = 0.3;
/// Presence settles and rows written behind are written.
constexpr double settle_seconds = 6;
constexpr double quiet_seconds = 10;

std::vector<report::row> rows() {
  using enum report::wish;
  std::vector<report::row> out{
      {"rest.resident", "resident at start, MiB", at_most, 12, 1},
      {"rest.anonymous", "anonymous at start, MiB", none, 0, 1},
      {"idle.memory", "idle joined connection, KiB anonymous", at_most, 6, 2},
      {"idle.cpu", "idle CPU, a heartbeat round included, ms/s", at_most, 6, 2},
      {"idle.heartbeats", "  pings in that time", none, 0, 0},
      {"idle.cpu_quiet", "idle CPU, no heartbeat due, ms/s", at_most, 1, 2},
      {"connect.many", "connect + HS256 + join, 100 rooms, CPU us", at_most, 90, 1},
      {"connect.one_room", "connect + HS256 + join, 1 room, CPU us", at_most, 90, 1},
  };
  const double per_delivery[] = {4.2, 0.62, 0.15};
  for (std::size_t i = 0; i < std::size(windows); ++i) {
    const auto id = "fan_out." + to_string(windows[i]);
    out.push_back({id + ".cpu", "fan-out, window " + to_string(windows[i]) + ", CPU us per delivery", at_most,
                   per_delivery[i], 3});
    out.push_back({id + ".rate", "  1,000 deliveries/s", none, 0, 0});
    out.push_back({id + ".p50", "  p50, ms", none, 0, 2});
    out.push_back({id + ".p99", "  p99, ms", none, 0, 2});
    out.push_back({id + ".generator", "  generator's core in use, %", none, 0, 0});
  }
  out.push_back({"storm.seconds", "10,000 at once into 1 room, seconds until all are in", none, 0, 2});
  out.push_back({"storm.cpu", "  CPU us each", none, 0, 1});
  out.push_back({"storm.events", "  events told to each meanwhile", at_most, 10, 2});
  out.push_back({"drain.seconds", "drain of 10,000, seconds until all are gone", at_most, drain_seconds, 2});
  out.push_back(
      {"stall.answered", "disk stands still for 10 s, 4,000 publishes of 100 KiB: answered", none, 0, 0});
  out.push_back({"stall.refused", "  refused, to be sent again later", none, 0, 0});
  out.push_back({"stall.memory", "  MiB grown meanwhile", none, 0, 1});
  out.push_back({"stall.alone", "  p99 of ephemeral events elsewhere, before, ms", none, 0, 2});
  out.push_back({"stall.beside", "  p99 of ephemeral events elsewhere, meanwhile, ms", none, 0, 2});
  const double per_second[] = {3'500, 18'000, 60'000};
  for (std::size_t i = 0; i < std::size(writer_counts); ++i) {
    const auto id = "durable." + to_string(writer_counts[i]);
    out.push_back({id + ".rate", "durable, " + to_string(writer_counts[i]) + " writers, messages/s", at_least,
                   per_second[i], 0});
    // DESIGN §6 bounds what a message alone in its commit may write; 10 and 100 writers lie between its other
    // groups.
    out.push_back(
        {id + ".written", "  KiB written per message", writer_counts[i] == 1 ? at_most : none, 56, 1});
    out.push_back({id + ".cpu", "  CPU us per message", none, 0, 1});
    out.push_back({id + ".p50", "  p50, ms", none, 0, 2});
    out.push_back({id + ".p99", "  p99, ms", none, 0, 2});
  }
  return out;
}

std::vector<std::string> room_names() {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < room_count; ++i)
    out.push_back("bench-" + to_string(i));
  return out;
}

void wait(load::event_loop& loop, double seconds) {
  loop.turn_until(load::now_ns() + static_cast<std::uint64_t>(seconds * 1e9));
}

/// Server CPU in ms per s over the next `seconds`.
double idle_cpu(load::event_loop& loop, const load::process_meter& meter, double seconds) {
  const auto cpu = meter.cpu_ns();
  const auto begin = load::now_ns();
  wait(loop, seconds);
  return static_cast<double>(meter.cpu_ns() - cpu) / static_cast<double>(load::now_ns() - begin) * 1e3;
}

} // namespace

campaign::campaign(settings what)
  : settings_(std::move(what))
  , mint_("a secret of the bench, known to both sides")
  , rooms_(room_names())
  , report_({"snug", "floor send", "floor gather"}, rows()) {
  if (!settings_.server.empty()) snugs_.push_back(snug());
  all_ = snugs_;
  if (settings_.floor.empty()) return;
  all_.push_back(floor("floor send", false));
  all_.push_back(floor("floor gather", true));
}

campaign::subject campaign::snug(std::string more_configuration) const {
  auto configuration = "auth.jwt_secret = \"" + mint_.secret() + "\"\n" + more_configuration;
  configuration += "[kinds.group]\nmax_present = 20000\n";
  for (const auto& room : rooms_)
    configuration += "[[rooms]]\nname = \"" + room + "\"\nkind = \"group\"\naccess = \"public\"\n";
  return {"snug", [program = settings_.server, configuration](std::uint16_t port, const std::string& folder) {
            std::ofstream(folder + "/snug.toml") << configuration;
            return std::vector<std::string>{program,  "serve",          "--config", folder + "/snug.toml",
                                            "--data", folder + "/data", "--port",   to_string(port)};
          }};
}

campaign::subject campaign::floor(std::string name, bool gather) const {
  return {std::move(name), [program = settings_.floor, gather](std::uint16_t port, const std::string&) {
            std::vector<std::string> words{program, to_string(port)};
            if (gather) words.emplace_back("--gather");
            return words;
          }};
}

bool campaign::each(const std::vector<subject>& who, unsigned repeats, const measure& what) {
  for (unsigned i = 0; i < repeats; ++i)
    for (const auto& subject : who)
      if (!once(subject, what)) return false;
  return true;
}

bool campaign::once(const subject& who, const measure& what) {
  pinned_server server(settings_.folder, who.words);
  const bool good = server.start() ? what(who, server) : complain(who, "did not start");
  if (!good) complaint_ += "\n" + server.last_words();
  // Its clients are gone by now: a drain has nobody to wait for.
  if (!server.stop() && good) return complain(who, "did not end by itself");
  return good;
}

bool campaign::complain(const subject& who, const std::string& what) {
  complaint_ = who.name + ": " + what;
  return false;
}

bool campaign::at_rest() {
  return each(all_, settings_.repeats, [this](const subject& who, pinned_server& server) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    report_.add("rest.resident", who.name, static_cast<double>(server.meter().resident_kib()) / 1024);
    report_.add("rest.anonymous", who.name, static_cast<double>(server.meter().anonymous_kib()) / 1024);
    return true;
  });
}

bool campaign::idle() {
  std::vector<subject> quiet;
  if (!snugs_.empty()) quiet.push_back(snug("heartbeat.interval_ms = 3600000\n"));
  return each(all_, settings_.idle_repeats,
              [this](const auto& who, auto& server) { return idle_of(who, server); }) &&
         each(quiet, settings_.idle_repeats,
              [this](const auto& who, auto& server) { return quiet_of(who, server); });
}

bool campaign::idle_of(const subject& who, pinned_server& server) {
  const auto meter = server.meter();
  load::event_loop loop;
  crowd people(loop, mint_, {server.port(), settings_.idle_connections, rooms_, "idle"});
  const auto size = static_cast<double>(people.size());
  const auto anonymous = meter.anonymous_kib();
  const auto cpu = meter.cpu_ns();
  if (!people.gather()) return complain(who, people.complaint());
  wait(loop, 1); // presence told in bunches belongs to the joining
  report_.add("connect.many", who.name, static_cast<double>(meter.cpu_ns() - cpu) / 1e3 / size);
  wait(loop, settle_seconds);
  report_.add("idle.memory", who.name, static_cast<double>(meter.anonymous_kib() - anonymous) / size);
  const auto pings = load::connection::pings();
  report_.add("idle.cpu", who.name, idle_cpu(loop, meter, settings_.idle_seconds));
  report_.add("idle.heartbeats", who.name, static_cast<double>(load::connection::pings() - pings));
  return people.complaint().empty() || complain(who, people.complaint());
}

bool campaign::quiet_of(const subject& who, pinned_server& server) {
  load::event_loop loop;
  crowd people(loop, mint_, {server.port(), settings_.idle_connections, rooms_, "idle"});
  if (!people.gather()) return complain(who, people.complaint());
  wait(loop, settle_seconds);
  report_.add("idle.cpu_quiet", who.name, idle_cpu(loop, server.meter(), quiet_seconds));
  return people.complaint().empty() || complain(who, people.complaint());
}

bool campaign::fanning_out() {
  return each(all_, settings_.repeats,
              [this](const auto& who, auto& server) { return fan_out_of(who, server); });
}

bool campaign::fan_out_of(const subject& who, pinned_server& server) {
  const auto meter = server.meter();
  load::event_loop loop;
  crowd receivers(loop, mint_, {server.port(), settings_.receivers, {rooms_.front()}, "receiver"});
  crowd sender(loop, mint_, {server.port(), 1, {rooms_.front()}, "sender"});
  const auto cpu = meter.cpu_ns();
  if (!receivers.gather()) return complain(who, receivers.complaint());
  wait(loop, 1);
  report_.add("connect.one_room", who.name,
              static_cast<double>(meter.cpu_ns() - cpu) / 1e3 / static_cast<double>(receivers.size()));
  if (!sender.gather()) return complain(who, sender.complaint());
  wait(loop, 0.5);

  fan_out load(loop, receivers, sender, meter);
  for (const auto window : windows) {
    const auto warm = load.run(window, warm_up_seconds);
    const auto got = warm ? load.run(window, settings_.fan_out_seconds) : std::nullopt;
    if (!got) return complain(who, load.complaint());
    const auto id = "fan_out." + to_string(window);
    report_.add(id + ".cpu", who.name, got->server_cpu_us);
    report_.add(id + ".rate", who.name, got->deliveries / got->seconds / 1e3);
    report_.add(id + ".p50", who.name, got->p50_ms);
    report_.add(id + ".p99", who.name, got->p99_ms);
    report_.add(id + ".generator", who.name, got->client_busy * 100);
  }
  return true;
}

bool campaign::storming() {
  return each(snugs_, settings_.idle_repeats,
              [this](const auto& who, auto& server) { return storm_of(who, server); });
}

bool campaign::storm_of(const subject& who, pinned_server& server) {
  const auto meter = server.meter();
  load::event_loop loop;
  const auto size = settings_.idle_connections;
  crowd people(loop, mint_, {server.port(), size, {rooms_.front()}, "storm", size});
  const auto cpu = meter.cpu_ns();
  const auto begin = load::now_ns();
  if (!people.gather()) return complain(who, people.complaint());
  report_.add("storm.seconds", who.name, static_cast<double>(load::now_ns() - begin) / 1e9);
  wait(loop, 2);
  const auto each = static_cast<double>(size);
  report_.add("storm.cpu", who.name, static_cast<double>(meter.cpu_ns() - cpu) / 1e3 / each);
  report_.add("storm.events", who.name, static_cast<double>(people.early_events()) / each);

  people.expect_farewells();
  const auto asked = load::now_ns();
  server.ask_to_stop();
  loop.turn_until(asked + 20'000'000'000, [&] { return people.gone() == size; });
  report_.add("drain.seconds", who.name, static_cast<double>(load::now_ns() - asked) / 1e9);
  return people.gone() == size || complain(who, "a drain left connections open");
}

bool campaign::stalling() {
  if (snugs_.empty() || settings_.slow_sync.empty()) return true;
  auto slowed = snugs_;
  for (auto& who : slowed)
    who.words = [words = who.words, library = settings_.slow_sync](std::uint16_t port,
                                                                   const std::string& folder) {
      auto all = words(port, folder);
      all.insert(all.begin(),
                 {"/usr/bin/env", "LD_PRELOAD=" + library, "DISK_SLOW_SYNC=" + folder + "/stall"});
      return all;
    };
  return each(slowed, settings_.idle_repeats,
              [this](const auto& who, auto& server) { return stall_of(who, server); });
}

bool campaign::stall_of(const subject& who, pinned_server& server) {
  load::event_loop loop;
  const std::vector<std::string> theirs(rooms_.begin(), rooms_.end() - 1);
  crowd writers(loop, mint_, {server.port(), large_writers, theirs, "writer"});
  crowd pair(loop, mint_, {server.port(), 2, {rooms_.back()}, "pair"});
  if (!writers.gather()) return complain(who, writers.complaint());
  if (!pair.gather()) return complain(who, pair.complaint());
  wait(loop, 1);

  const auto sign = server.folder() + "/stall";
  stalled_disk disk(loop, writers, pair, server.meter(), [&](bool on) {
    if (on)
      std::ofstream(sign) << '\n';
    else
      std::filesystem::remove(sign);
  });
  const auto got = disk.run(3, 10);
  if (!got) return complain(who, disk.complaint());
  report_.add("stall.answered", who.name, got->answered);
  report_.add("stall.refused", who.name, got->refused);
  report_.add("stall.memory", who.name, got->grown_mib);
  report_.add("stall.alone", who.name, got->alone_p99_ms);
  report_.add("stall.beside", who.name, got->beside_p99_ms);
  return true;
}

bool campaign::writing() {
  return each(snugs_, settings_.repeats,
              [this](const auto& who, auto& server) { return writing_of(who, server); });
}

bool campaign::writing_of(const subject& who, pinned_server& server) {
  load::event_loop loop;
  crowd writers(loop, mint_, {server.port(), room_count, rooms_, "writer"});
  if (!writers.gather()) return complain(who, writers.complaint());
  wait(loop, 1);

  durable_load load(loop, writers, server.meter());
  for (const auto count : writer_counts) {
    const auto warm = load.run(count, warm_up_seconds);
    const auto got = warm ? load.run(count, settings_.durable_seconds) : std::nullopt;
    if (!got) return complain(who, load.complaint());
    const auto id = "durable." + to_string(count);
    report_.add(id + ".rate", who.name, got->per_second);
    report_.add(id + ".written", who.name, got->written_kib);
    report_.add(id + ".cpu", who.name, got->server_cpu_us);
    report_.add(id + ".p50", who.name, got->p50_ms);
    report_.add(id + ".p99", who.name, got->p99_ms);
  }
  return true;
}

} // namespace snug::bench
