#include "tests/support/child_process.hpp"
#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace snug::test {

child_process::child_process(std::vector<std::string> arguments, std::vector<std::string> environment) {
  std::vector<char*> argv, envp;
  for (auto& one : arguments)
    argv.push_back(one.data());
  argv.push_back(nullptr);
  for (auto& one : environment) // the first of a name counts
    envp.push_back(one.data());
  for (auto** one = environ; *one; ++one)
    envp.push_back(*one);
  envp.push_back(nullptr);
  if (::posix_spawnp(&pid_, argv[0], nullptr, nullptr, argv.data(), envp.data()) != 0) pid_ = -1;
}

child_process::~child_process() {
  if (!alive()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool child_process::alive() {
  if (pid_ <= 0) return false;
  if (::waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

} // namespace snug::test
