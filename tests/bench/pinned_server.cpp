#include "tests/bench/pinned_server.hpp"
#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace snug::bench {

namespace {

using namespace std::chrono_literals;

constexpr unsigned server_core = 0;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return out;
}

/// A port nobody listens on at the moment.
std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

std::string make_folder(const std::string& parent) {
  auto pattern = parent + "/snug-bench-XXXXXX";
  return mkdtemp(pattern.data()) ? pattern : std::string{};
}

[[noreturn]] void become(std::vector<std::string> words, const std::string& log_file) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int log = open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  if (pin_to_core(server_core)) execv(argv[0], argv.data());
  _exit(127);
}

} // namespace

bool pin_to_core(unsigned core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  return sched_setaffinity(0, sizeof cores, &cores) == 0;
}

pinned_server::pinned_server(std::string parent, const command_line& words)
  : folder_(make_folder(parent))
  , port_(free_port())
  , words_(words(port_, folder_)) {}

pinned_server::~pinned_server() {
  stop();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

bool pinned_server::start() {
  if (folder_.empty()) return false;
  pid_ = fork();
  if (pid_ == 0) become(words_, folder_ + "/log");
  for (int i = 0; i < 1000; ++i) {
    if (accepts()) return true;
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return false;
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

bool pinned_server::accepts() const {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto to = loopback(port_);
  const bool yes = connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  close(fd);
  return yes;
}

void pinned_server::ask_to_stop() const {
  if (pid_ > 0) kill(pid_, SIGTERM);
}

bool pinned_server::stop() {
  if (pid_ <= 0) return false;
  int status = 0;
  kill(pid_, SIGTERM);
  for (int i = 0; i < 600; ++i) {
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    std::this_thread::sleep_for(10ms);
  }
  kill(pid_, SIGKILL);
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return false;
}

std::string pinned_server::last_words() const {
  std::ifstream log(folder_ + "/log");
  const std::string all{std::istreambuf_iterator<char>(log), {}};
  constexpr std::size_t most = 2'000;
  return all.size() > most ? all.substr(all.size() - most) : all;
}

} // namespace snug::bench
