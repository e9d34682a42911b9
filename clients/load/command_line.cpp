#include "clients/load/command_line.hpp"
#include "clients/load/scenario_fields.hpp"
#include "clients/load/scenario_file.hpp"
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <map>

namespace snug::load {

namespace {

constexpr std::size_t least_secret = 32; // of HS256, RFC 7518

struct raw {
  std::string scenario;
  std::string file;
  pid_t server_pid = 0;
  std::map<std::string, std::string> fields; ///< by flag
};

std::string scenarios_help() {
  std::string out = "Scenarios:\n";
  for (const auto& name : scenario_names()) {
    auto line = "  " + name;
    line.resize(12, ' ');
    out += line + std::string(describe(name)) + "\n";
  }
  return out + "\nExit codes: 0 all is well, 1 the server did something wrong, 2 the run could not be made.";
}

void describe(CLI::App& app, raw& given, command_line& out) {
  auto& w = out.wanted;
  app.add_option("scenario", given.scenario, "what to do")->check(CLI::IsMember(scenario_names()));
  app.add_option("--scenario-file", given.file,
                 "TOML: scenario = \"rooms\", then any field below, with _ for -");
  app.add_option("--url", w.url, "where the server listens")->capture_default_str();
  app.add_option("--token-secret", w.token_secret,
                 "the server's auth.jwt_secret: every client brings a token of its own; else they are guests")
      ->envname("SNUG_AUTH_JWT_SECRET");
  app.add_option("--server-pid", given.server_pid, "measure what the run costs this process")
      ->check(CLI::PositiveNumber);
  app.add_option("--sources", w.sources, "loopback addresses the clients come from; 0: as many as needed")
      ->check(CLI::Range(0, 60'000));
  app.add_flag("--json", w.json, "print JSON instead of a table");
  app.add_option("--report", w.report, "write an HTML report to this file");
  app.add_flag("--quiet", w.quiet, "no progress");
  app.add_flag("--server-config", out.print_server_configuration,
               "print what the server's snug.toml needs for this scenario, and end");
  for (const auto& field : scenario_fields())
    app.add_option("--" + field.flag(), given.fields[field.flag()], std::string(field.help))
        ->group("Fields of the scenario");
  app.set_version_flag("--version", std::string("snug-load ") + SNUG_VERSION);
  app.footer(scenarios_help());
}

/// Writes the fields that were given; who asks for an open loop needn't take back what a preset says of a
/// closed one, and the other way round.
void apply(const std::map<std::string, std::string>& fields, scenario& into,
           std::vector<std::string>& complaints) {
  const auto given = [&fields](const char* name) { return fields.contains(name); };
  if (given("rate") || given("hertz")) into.window = 0;
  if (given("rate") || given("window")) into.hertz = 0;
  if (given("hertz") || given("window")) into.rate = 0;
  for (const auto& [name, text] : fields)
    if (const auto wrong = scenario_field_named(name)->set(into, text)) complaints.push_back(*wrong);
}

void assemble(const raw& given, command_line& out) {
  auto& s = out.wanted.play;
  scenario_file file;
  if (!given.file.empty()) file = read_scenario_file(given.file);
  out.complaints = file.complaints;
  const auto name = !given.scenario.empty() ? given.scenario : !file.name.empty() ? file.name : "fanout";
  if (!preset(name, s)) out.complaints.push_back("scenario: there is none called " + name);
  apply(file.fields, s, out.complaints);
  std::map<std::string, std::string> said;
  for (const auto& field : scenario_fields())
    if (const auto& text = given.fields.at(field.flag()); !text.empty()) said[std::string(field.name)] = text;
  apply(said, s, out.complaints);
}

} // namespace

command_line read_command_line(int argc, const char* const* argv) {
  command_line out;
  raw given;
  CLI::App app("Loads a snug server with simulated clients, and checks what it does while measuring.",
               "snug-load");
  describe(app, given, out);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    out.text = app.help();
    return out;
  } catch (const CLI::CallForVersion&) {
    out.text = app.version() + "\n";
    return out;
  } catch (const CLI::ParseError& error) {
    out.complaints.emplace_back(error.what());
    return out;
  }
  assemble(given, out);
  if (given.server_pid > 0) out.wanted.server_pid = given.server_pid;
  const auto& secret = out.wanted.token_secret;
  if (!secret.empty() && secret.size() < least_secret)
    out.complaints.emplace_back("--token-secret must be at least 32 bytes");
  for (auto& each : contradictions(out.wanted.play))
    out.complaints.push_back(std::move(each));
  return out;
}

std::string server_configuration(const settings& wanted) {
  const auto& s = wanted.play;
  std::string out = wanted.token_secret.empty() ? "auth.guests = true\n"
                                                : "auth.jwt_secret = \"" + wanted.token_secret + "\"\n";
  out += "[kinds.group]\nmax_present = " + std::to_string(s.connections() + 1'000) + "\n";
  for (std::uint32_t i = 0; i < s.rooms; ++i)
    out += "[[rooms]]\nname = \"" + s.room_prefix + "-" + std::to_string(i) +
           "\"\nkind = \"group\"\naccess = \"public\"\n";
  return out;
}

} // namespace snug::load
