#include "transport/server/store_verbs.hpp"
#include "config/load.hpp"
#include "store/backup.hpp"
#include "store/fsck.hpp"
#include "store/lmdb/lmdb_engine.hpp"
#include "transport/server/system_clock.hpp"
#include "transport/server/system_random.hpp"
#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>

namespace snug::server {

namespace {

/// What the log says goes to standard error: these verbs have nobody else to tell.
store::log_sink to_stderr() {
  return [](store::log_level, std::string_view line) { std::cerr << line << '\n'; };
}

int failed(const model::failure& why) {
  std::cerr << why.message << '\n';
  return 1;
}

int back_up(const store::settings& with, const std::string& file) {
  if (auto trouble = store::backup(with, file)) return failed(*trouble);
  std::cout << "the store in " << with.directory << " is in " << file << " now\n";
  return 0;
}

int restore(const store::settings& with, const std::string& file) {
  const system_clock clock;
  system_random random;
  const auto done = store::restore(with, file, clock, random, to_stderr());
  if (!done) return failed(done.error());
  std::cout << done->rooms << " rooms restored into " << with.directory << ", each with a new epoch\n";
  if (done->damaged > 0) std::cout << done->damaged << " rows are damaged: run `snug fsck`\n";
  return done->damaged > 0 ? 1 : 0;
}

int check(const store::settings& with) {
  if (!std::filesystem::exists(std::filesystem::path(with.directory) / "data.mdb")) {
    std::cerr << "there is no store in " << with.directory << '\n';
    return 1;
  }
  const system_clock clock;
  system_random random;
  auto engine = store::lmdb_engine::open(with, {clock, random, to_stderr()});
  if (!engine) return failed(engine.error());
  const auto report = store::fsck(**engine);
  if (!report) return failed(report.error());
  for (const auto& finding : report->findings)
    std::cout << finding << '\n';
  std::cout << report->rows << " rows, " << report->rooms << " rooms, " << report->records << " records, "
            << report->problems << " problems\n";
  return report->clean() ? 0 : 1;
}

/// A verb on the data directory of the configuration; `file` says what its argument is, nullptr: it takes
/// none.
void add(CLI::App& app, const char* name, const char* help, const char* file, int& exit_code,
         std::function<int(const store::settings&, const std::string&)> run) {
  auto* verb = app.add_subcommand(name, help);
  auto given = std::make_shared<config::cli_values>();
  auto path = std::make_shared<std::string>();
  config::add_options(*verb, *given);
  if (file) verb->add_option("file", *path, file)->required();
  verb->callback([given, path, run = std::move(run), &exit_code] {
    const auto loaded = config::load(config::process_sources(*given));
    config::print_complaints(std::cerr, loaded.complaints);
    exit_code = loaded.ok() ? run(store::settings_of(loaded.options), *path) : 2;
  });
}

} // namespace

void add_store_verbs(CLI::App& app, int& exit_code) {
  add(app, "backup", "copies the store to a file, beside a running server too", "the file to make", exit_code,
      back_up);
  add(app, "restore", "makes a store out of a backup; every room begins a new epoch", "the backup", exit_code,
      restore);
  add(app, "fsck", "reads every row of the store and names what is wrong", nullptr, exit_code,
      [](const store::settings& with, const std::string&) { return check(with); });
}

} // namespace snug::server
