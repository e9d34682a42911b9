#include "tests/bench/campaign.hpp"
#include "tests/bench/disturbance.hpp"
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/vfs.h>

namespace {

using snug::bench::campaign;

constexpr unsigned generator_core = 1; ///< the servers have core 0

struct wanted {
  campaign::settings settings;
  std::vector<std::string> only;
  bool json = false;
  bool strict = false;
};

void describe(CLI::App& app, wanted& out) {
  auto& s = out.settings;
  app.add_option("--server", s.server, "path of the snug binary; left out: only the floor")
      ->check(CLI::ExistingFile);
  app.add_option("--floor", s.floor, "path of snug-floor; left out: nothing to compare with")
      ->check(CLI::ExistingFile);
  app.add_option("--slow-sync", s.slow_sync, "path of libsnug-slow-sync.so; left out: no disk stands still")
      ->check(CLI::ExistingFile);
  app.add_option("--only", out.only, "some of: rest idle fanout rooms storm stall durable")
      ->check(CLI::IsMember({"rest", "idle", "fanout", "rooms", "storm", "stall", "durable"}));
  app.add_option("--repeat", s.repeats, "repetitions of rest, fanout, rooms and durable")
      ->check(CLI::PositiveNumber);
  app.add_option("--repeat-idle", s.idle_repeats, "repetitions of idle")->check(CLI::PositiveNumber);
  app.add_option("--connections", s.idle_connections, "idle connections")->check(CLI::PositiveNumber);
  app.add_option("--receivers", s.receivers, "receivers of the fan-out")->check(CLI::PositiveNumber);
  app.add_option("--seconds", s.fan_out_seconds, "of each fan-out window")->check(CLI::PositiveNumber);
  app.add_option("--folder", s.folder, "where data directories are made; no tmpfs")
      ->check(CLI::ExistingDirectory);
  app.add_flag("--json", out.json, "print JSON with every value instead of the table");
  app.add_flag("--strict", out.strict, "exit code 3 where a target is missed");
}

/// What would make the numbers wrong, or "".
std::string obstacle(const campaign::settings& settings) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_max < settings.idle_connections + 100)
    return "only " + std::to_string(files.rlim_max) + " files may be open (ulimit -n)";
  struct statfs disk {};
  if (statfs(settings.folder.c_str(), &disk) != 0 || disk.f_type == TMPFS_MAGIC)
    return settings.folder + " is no folder on a disk";
  if (!snug::bench::pin_to_core(generator_core))
    return "two cores are needed: one for the server, one for the generator";
  return {};
}

bool measure(campaign& numbers, const std::vector<std::string>& only) {
  const struct {
    const char* name;
    bool (campaign::*run)();
  } parts[] = {{"rest", &campaign::at_rest},    {"fanout", &campaign::fanning_out},
               {"storm", &campaign::storming},  {"stall", &campaign::stalling},
               {"durable", &campaign::writing}, {"idle", &campaign::idle}};
  for (const auto& part : parts) {
    if (!only.empty() && std::find(only.begin(), only.end(), part.name) == only.end()) continue;
    std::fprintf(stderr, "measuring: %s\n", part.name);
    const snug::bench::disturbance others;
    if (!(numbers.*part.run)()) return false;
    std::fprintf(stderr, "  other programs took %.0f %% of the machine meanwhile\n", others.share() * 100);
  }
  return true;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app("Measures a snug server beside a bare floor server.", "snug-first-numbers");
  wanted options;
  describe(app, options);
  CLI11_PARSE(app, argc, argv);
  if (const auto why = obstacle(options.settings); !why.empty()) {
    std::fprintf(stderr, "cannot measure: %s\n", why.c_str());
    return 2;
  }
  campaign numbers(options.settings);
  const bool sound = measure(numbers, options.only);
  const auto text = options.json ? numbers.results().json() : numbers.results().table();
  std::fputs(text.c_str(), stdout);
  if (!sound) {
    std::fprintf(stderr, "FAILED: %s\n", numbers.complaint().c_str());
    return 1;
  }
  return options.strict && !numbers.results().all_met() ? 3 : 0;
}
