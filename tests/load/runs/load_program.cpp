#include "tests/load/runs/load_program.hpp"
#include <algorithm>
#include <cstdio>
#include <sys/wait.h>

namespace snug::test {

load_program::outcome load_program::run(const std::vector<std::string>& words) {
  std::string line = SNUG_LOAD_PROGRAM;
  for (const auto& word : words)
    line += " '" + word + "'";
  outcome out;
  FILE* pipe = popen((line + " 2>&1").c_str(), "r");
  if (!pipe) return out;
  char piece[4096];
  for (std::size_t n; (n = fread(piece, 1, sizeof piece, pipe)) > 0;)
    out.said.append(piece, n);
  const int status = pclose(pipe);
  out.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (out.said.starts_with("{")) out.report.Parse(out.said.c_str());
  return out;
}

load_program::outcome load_program::play(const std::string& url, std::vector<std::string> words) {
  words.insert(words.end(), {"--url", url, "--json", "--quiet"});
  const auto add = [&words](const char* option, const char* value) {
    if (std::find(words.begin(), words.end(), option) == words.end())
      words.insert(words.end(), {option, value});
  };
  add("--duration", "1");
  add("--warm-up", "0");
  add("--settle", "0.2");
  return run(words);
}

int load_program::outcome::faults(const char* name) const {
  return report.IsObject() ? report["faults"][name].GetInt() : -1;
}

int load_program::outcome::all_faults() const {
  if (!report.IsObject()) return -1;
  int sum = 0;
  for (const auto& each : report["faults"].GetObject())
    sum += each.value.GetInt();
  return sum;
}

double load_program::outcome::figure(const char* name) const {
  if (!report.IsObject() || !report["figures"].HasMember(name)) return -1;
  return report["figures"][name].GetDouble();
}

std::string load_program::outcome::complaint() const {
  if (!report.IsObject()) return said;
  std::string out = report["verdict"].GetString();
  for (const auto& each : report["examples"].GetArray())
    out += "\n  " + std::string(each.GetString());
  return out;
}

} // namespace snug::test
