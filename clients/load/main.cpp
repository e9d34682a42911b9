#include "clients/load/command_line.hpp"
#include "clients/load/load_run.hpp"
#include "clients/load/protocol/conversations.hpp"
#include "clients/load/report/report_html.hpp"
#include "clients/load/report/report_json.hpp"
#include "clients/load/report/report_table.hpp"
#include <cstdio>
#include <fstream>
#include <sys/resource.h>

namespace {

using namespace snug::load;

constexpr int could_not_run = 2;
constexpr rlim_t files_beside_clients = 100;

int complain(const std::string& what) {
  std::fprintf(stderr, "snug-load: %s\n", what.c_str());
  return could_not_run;
}

/// Raises the number of files that may be open; false where there can't be enough.
bool enough_files(std::uint32_t connections) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  return files.rlim_max >= connections + files_beside_clients;
}

bool write_report(const std::string& path, const summary& run) {
  std::ofstream out(path);
  out << report_html(run);
  out.close();
  return out.good();
}

int play(const settings& wanted) {
  const auto where = server_address::look_up(wanted.url);
  if (!where.found()) return complain(where.complaint());
  if (!enough_files(wanted.play.connections()))
    return complain("too few files may be open for so many clients (ulimit -n)");
  progress shown(progress::fitting(wanted.quiet));
  load_run run(wanted, where, conversation_in(wanted.play.dialect), shown);
  const auto out = run.perform();
  const auto text = wanted.json ? report_json(out) : report_table(out);
  std::fputs(text.c_str(), stdout);
  if (!wanted.report.empty() && !write_report(wanted.report, out))
    return complain("cannot write " + wanted.report);
  return out.exit_code();
}

} // namespace

int main(int argc, char** argv) {
  const auto asked = read_command_line(argc, argv);
  for (const auto& each : asked.complaints)
    complain(each);
  if (!asked.complaints.empty()) return could_not_run;
  const auto text = asked.print_server_configuration ? server_configuration(asked.wanted) : asked.text;
  std::fputs(text.c_str(), stdout);
  return text.empty() ? play(asked.wanted) : 0;
}
