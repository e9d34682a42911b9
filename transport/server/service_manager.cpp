#include "transport/server/service_manager.hpp"
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace snug::server {

namespace {

void notify(std::string_view line, int flags = 0) {
  const char* name = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (!name || std::strlen(name) >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, name);
  if (name[0] == '@') address.sun_path[0] = '\0'; // an abstract socket
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(name));
  (void)sendto(fd, line.data(), line.size(), MSG_NOSIGNAL | flags,
               reinterpret_cast<const sockaddr*>(&address), size);
  close(fd);
}

} // namespace

void service_manager::ready() { notify("READY=1"); }
void service_manager::stopping() { notify("STOPPING=1"); }
void service_manager::alive() { notify("WATCHDOG=1", MSG_DONTWAIT); }

std::optional<std::chrono::microseconds> service_manager::watchdog_period() {
  const char* pid = std::getenv("WATCHDOG_PID");
  if (pid && std::strtoll(pid, nullptr, 10) != getpid()) return std::nullopt;
  const char* period = std::getenv("WATCHDOG_USEC");
  const auto us = period ? std::strtoll(period, nullptr, 10) : 0;
  return us > 0 ? std::optional(std::chrono::microseconds(us)) : std::nullopt;
}

void service_manager::reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const auto us = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(us));
}

} // namespace snug::server
